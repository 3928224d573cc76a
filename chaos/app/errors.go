package app

import (
	"context"
	"fmt"
	"slices"

	"firedrill/chaos"
	"firedrill/chaos/redeploy"
	"firedrill/chaos/visit"
	"firedrill/internal/record"
	"firedrill/internal/release"
)

var routeErrorsKind = chaos.Kind{
	Name:    "app.errors",
	Family:  "app",
	Summary: "deploy a release that fails a share of the requests of one route",
	Manual:  "The app answers them with an error of its own before it does any work. All other routes are healthy." + deployManual,
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortHTTP, chaos.PortProbes},
	Needs:   []chaos.Need{chaos.NeedRecreate},
	Within:  redeploy.ProofTime,
	Causes:  chaos.CausesReplace,
	Example: chaos.Example{On: "shop-1", Params: map[string]string{"share": "30"}},
	New:     func() chaos.Fault { return deploys(&routeErrors{}) },
}

// routeErrors fails requests.
type routeErrors struct {
	redeploy.Replica
	Route  string `param:"route" default:"order" enum:"order,browse,product,login,profile,orders,like" doc:"the route whose requests fail"`
	Share  int    `param:"share" default:"20" min:"1" max:"100" doc:"the share of requests that fail, in percent"`
	Status int    `param:"status" default:"500" min:"500" max:"504" doc:"the status of the answer"`
}

func (f *routeErrors) build() release.Build {
	return release.Build{Flaw: release.Errors, Route: uint8(slices.Index(release.Routes, f.Route)), Share: uint8(f.Share), Status: uint16(f.Status)}
}

// toRoute has a request for each route that changes nothing: where a login is required it has none, and is refused if all is well.
var toRoute = map[string]chaos.Visit{
	"order":   {Path: "/orders", Send: "{}"},
	"browse":  {Path: "/products"},
	"product": {Path: "/products/1"},
	"login":   {Path: "/login", Send: "{}"},
	"profile": {Path: "/profile"},
	"orders":  {Path: "/orders"},
	"like":    {Path: "/products/1/like", Send: "{}"},
}

// effect sends so many requests that at least one of them almost certainly fails.
func (f *routeErrors) effect(ctx context.Context, t *chaos.Target) record.Check {
	a := visit.Ask(ctx, t.HTTP, f.On, min(max(500/f.Share, 24), 256), toRoute[f.Route], visit.Status(f.Status))
	return record.Check{OK: a.Hits > 0, Saw: fmt.Sprintf("%s requests of the route %s got %d", a, f.Route, f.Status)}
}
