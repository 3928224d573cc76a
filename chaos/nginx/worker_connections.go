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
	Summary: "let nginx hold too few connections",
	Manual: "worker_connections is changed in nginx.conf, and nginx reloads. Each client counts, and so does each connection to " +
		"the app. Beyond that nginx closes connections before they say anything, or has none for the app; one user at a time " +
		"is served as ever.",
	Acts:    chaos.AtEngine,
	Causes:  chaos.CausesSignal,
	Example: chaos.Example{On: chaos.Balancer, Params: map[string]string{"count": "12"}},
	New: func() chaos.Fault {
		f := &workerConnections{}
		f.Fault = nginxconf.Fault{Change: f.change, Feel: f.feel}
		return f
	},
}

// workerConnections leaves nginx short of connections.
type workerConnections struct {
	nginxconf.Fault
	On    string `param:"on" required:"true" doc:"the balancer, nginx"`
	Count int    `param:"count" default:"16" min:"8" max:"512" doc:"how many connections there may be"`
}

func (f *workerConnections) Validate() []chaos.Problem { return chaos.OnlyBalancer(f.On) }

var workerConnectionsLine = regexp.MustCompile(`^(\s*worker_connections)\s+[^;]+;(.*)$`)

func (f *workerConnections) change(conf string) ([]nginxconf.Edit, error) {
	return nginxconf.Rewrite(conf, workerConnectionsLine, fmt.Sprintf("${1} %d;${2}", f.Count))
}

// feel logs more users in at once than there may be connections: what takes long holds two.
func (f *workerConnections) feel(ctx context.Context, s chaos.SiteLab) record.Check {
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
