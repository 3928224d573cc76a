package nginx

import (
	"context"
	"fmt"
	"regexp"

	"firedrill/chaos"
	"firedrill/chaos/nginxconf"
	"firedrill/chaos/visit"
	"firedrill/internal/record"
)

var workerConnectionsKind = chaos.Kind{
	Name:    "nginx.worker-connections",
	Family:  "nginx",
	Summary: "make nginx hold too few connections",
	Manual: "worker_connections is changed in nginx.conf, and nginx reloads. Each client counts, and so does each connection " +
		"to the app. Above the limit, nginx closes connections at once, or has none for the app. A single user is served " +
		"as before.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortConfig, chaos.PortHTTP, chaos.PortProbes},
	Causes:  chaos.CausesSignal,
	Example: chaos.Example{On: chaos.Balancer, Params: map[string]string{"count": "12"}},
	New:     func() chaos.Fault { return &nginxconf.Fault{Change: &workerConnections{}} },
}

// workerConnections leaves nginx too few connections.
type workerConnections struct {
	nginxconf.Balancer
	Count int `param:"count" default:"16" min:"8" max:"512" doc:"the limit of connections"`
}

var workerConnectionsLine = regexp.MustCompile(`^(\s*worker_connections)\s+[^;]+;(.*)$`)

// Edits changes the directive.
func (f *workerConnections) Edits(conf string) ([]nginxconf.Edit, error) {
	return nginxconf.Rewrite(conf, workerConnectionsLine, fmt.Sprintf("${1} %d;${2}", f.Count))
}

// Effect sends more requests at once than there may be connections.
func (f *workerConnections) Effect(ctx context.Context, s chaos.HTTP) record.Check {
	all := min(f.Count+16, 256)
	n := 0
	for _, seen := range visit.Volley(ctx, s, all, chaos.Visit{Path: "/products", Plain: true}) {
		if seen.Status == 0 && seen.Class != record.ClassTimeout || seen.Class == record.ClassHTTP5Nginx {
			n++
		}
	}
	return record.Check{OK: n > 0, Saw: fmt.Sprintf("%d of %d visits at once found no connection", n, all)}
}

func (f *workerConnections) Claims() []chaos.Claim { return nginxconf.Directive("worker_connections") }
