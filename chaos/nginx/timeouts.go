package nginx

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/nginxconf"
	"firedrill/chaos/visit"
	"firedrill/internal/record"
)

var timeoutsKind = chaos.Kind{
	Name:    "nginx.timeouts",
	Family:  "nginx",
	Summary: "make nginx wait too briefly for the app's answer",
	Manual: "proxy_read_timeout is changed in nginx.conf, and nginx reloads. Requests that take the app longer get a 504 from " +
		"nginx, although the app continues with them; fast routes are not affected. The proof sends 16 logins at once, and " +
		"one of them must time out: a timeout that nothing reaches is not proven.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortConfig, chaos.PortHTTP, chaos.PortProbes},
	Causes:  chaos.CausesSignal,
	Example: chaos.Example{On: chaos.Balancer, Params: map[string]string{"read": "5ms"}},
	New:     func() chaos.Fault { return &nginxconf.Fault{Change: &timeouts{}} },
}

// timeouts ends requests that take the app too long.
type timeouts struct {
	nginxconf.Balancer
	Read time.Duration `param:"read" default:"20ms" min:"1ms" max:"50ms" doc:"how long nginx waits for the app's answer"`
}

var readTimeout = regexp.MustCompile(`^(\s*proxy_read_timeout)\s+[^;]+;(.*)$`)

// Edits changes the directive.
func (f *timeouts) Edits(conf string) ([]nginxconf.Edit, error) {
	return nginxconf.Rewrite(conf, readTimeout, fmt.Sprintf("${1} %dms;${2}", f.Read.Milliseconds()))
}

// Effect checks whether one of many logins, the slowest route of the shop, ends in a timeout of nginx.
func (f *timeouts) Effect(ctx context.Context, s chaos.HTTP) record.Check {
	const logins = 16
	n, slowest := 0, time.Duration(0)
	for _, seen := range visit.Volley(ctx, s, logins, visit.Login) {
		if seen.Status == 504 {
			n++
		}
		slowest = max(slowest, seen.Took)
	}
	return record.Check{OK: n > 0, Saw: fmt.Sprintf("%d of %d logins got 504, the slowest answer took %s", n, logins, slowest.Round(time.Millisecond))}
}

func (f *timeouts) Claims() []chaos.Claim { return nginxconf.Directive("proxy_read_timeout") }
