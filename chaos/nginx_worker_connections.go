package chaos

import (
	"context"
	"fmt"
	"regexp"

	"firedrill/internal/record"
)

var nginxWorkerConnectionsKind = Kind{
	Name:    "nginx.worker-connections",
	Family:  "nginx",
	Summary: "let nginx hold too few connections",
	Manual: "worker_connections is changed in nginx.conf, and nginx reloads. Each client counts, and so does each connection to " +
		"the app. Beyond that nginx closes connections before they say anything, or has none for the app; one user at a time " +
		"is served as ever.",
	Acts:    AtEngine,
	Causes:  causesSignal,
	Example: Example{On: inNginx, Params: map[string]string{"count": "12"}},
	New: func() Fault {
		f := &nginxWorkerConnections{}
		f.onNginx = onNginx{change: f.change, feel: f.feel}
		return f
	},
}

// nginxWorkerConnections leaves nginx short of connections.
type nginxWorkerConnections struct {
	onNginx
	On    string `param:"on" required:"true" doc:"the balancer, nginx"`
	Count int    `param:"count" default:"16" min:"8" max:"512" doc:"how many connections there may be"`
}

func (f *nginxWorkerConnections) Validate() []Problem { return onlyNginx(f.On) }

var workerConnections = regexp.MustCompile(`^(\s*worker_connections)\s+[^;]+;(.*)$`)

func (f *nginxWorkerConnections) change(conf string) ([]edit, error) {
	return rewrite(conf, workerConnections, fmt.Sprintf("${1} %d;${2}", f.Count))
}

// feel logs more users in at once than there may be connections: what takes long holds two.
func (f *nginxWorkerConnections) feel(ctx context.Context, s SiteLab) record.Check {
	all := min(f.Count+16, 256)
	n := 0
	for _, seen := range volley(ctx, s, all, Visit{Path: "/products", Plain: true}) {
		if seen.Status == 0 && seen.Class != record.ClassTimeout || seen.Class == record.ClassHTTP5Nginx {
			n++
		}
	}
	return record.Check{OK: n > 0, Saw: fmt.Sprintf("%d of %d visits at once found no connection", n, all)}
}
