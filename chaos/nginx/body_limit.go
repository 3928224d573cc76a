package nginx

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"firedrill/chaos"
	"firedrill/chaos/nginxconf"
	"firedrill/internal/record"
)

var bodyLimitKind = chaos.Kind{
	Name:    "nginx.body-limit",
	Family:  "nginx",
	Summary: "let nginx take too small bodies only",
	Manual: "client_max_body_size is changed in nginx.conf, and nginx reloads. Requests with a longer body get 413 from nginx, " +
		"before the app hears of them; what has no body goes through.",
	Acts:    chaos.AtEngine,
	Causes:  chaos.CausesSignal,
	Example: chaos.Example{On: chaos.Balancer, Params: map[string]string{"bytes": "20"}},
	New: func() chaos.Fault {
		f := &bodyLimit{}
		f.Fault = nginxconf.Fault{Change: f.change, Feel: f.feel}
		return f
	},
}

// bodyLimit refuses what users send.
type bodyLimit struct {
	nginxconf.Fault
	On    string `param:"on" required:"true" doc:"the balancer, nginx"`
	Bytes int    `param:"bytes" default:"20" min:"1" max:"1048576" doc:"the longest body that is let through"`
}

func (f *bodyLimit) Validate() []chaos.Problem { return chaos.OnlyBalancer(f.On) }

var bodySize = regexp.MustCompile(`^(\s*client_max_body_size)\s+[^;]+;(.*)$`)

func (f *bodyLimit) change(conf string) ([]nginxconf.Edit, error) {
	return nginxconf.Rewrite(conf, bodySize, fmt.Sprintf("${1} %d;${2}", f.Bytes))
}

func (f *bodyLimit) feel(ctx context.Context, s chaos.SiteLab) record.Check {
	seen := s.Visit(ctx, chaos.Visit{Path: "/login", Send: `"` + strings.Repeat("x", f.Bytes) + `"`})
	return record.Check{OK: seen.Status == 413, Saw: fmt.Sprintf("a body of %d bytes: status %d", f.Bytes+2, seen.Status)}
}

func (f *bodyLimit) Claims() []chaos.Claim { return nginxconf.Directive("client_max_body_size") }
