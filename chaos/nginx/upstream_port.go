package nginx

import (
	"context"
	"fmt"
	"regexp"

	"firedrill/chaos"
	"firedrill/chaos/nginxconf"
	"firedrill/internal/record"
)

var upstreamPortKind = chaos.Kind{
	Name:    "nginx.upstream-port",
	Family:  "nginx",
	Summary: "make nginx connect to a wrong port of the app",
	Manual: "The port of each server of the upstream is changed in nginx.conf, and nginx reloads. The app is healthy and " +
		"answers direct requests; users get 502 from nginx for everything.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortConfig, chaos.PortHTTP, chaos.PortProbes},
	Causes:  chaos.CausesSignal,
	Example: chaos.Example{On: chaos.Balancer, Params: map[string]string{"port": "8081"}},
	New:     func() chaos.Fault { return &nginxconf.Fault{Change: &upstreamPort{}} },
}

// upstreamPort sends requests to a port where nothing listens.
type upstreamPort struct {
	nginxconf.Balancer
	Port int `param:"port" default:"8081" min:"1" max:"65535" doc:"the port to which nginx connects"`
}

var upstreamServer = regexp.MustCompile(`^(\s*server\s+[^\s:;]+):\d+([^;]*;.*)$`)

// Edits changes the ports of the upstream.
func (f *upstreamPort) Edits(conf string) ([]nginxconf.Edit, error) {
	return nginxconf.Rewrite(conf, upstreamServer, fmt.Sprintf("${1}:%d${2}", f.Port))
}

// Effect requests a page.
func (f *upstreamPort) Effect(ctx context.Context, s chaos.HTTP) record.Check {
	seen := s.Visit(ctx, chaos.Visit{Path: "/products/1"})
	return record.Check{OK: seen.Status == 502, Saw: "visit " + seen.Said()}
}

func (f *upstreamPort) Claims() []chaos.Claim { return nginxconf.Directive("the upstream's servers") }
