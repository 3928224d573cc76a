package chaos

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"firedrill/internal/record"
)

var nginxTimeoutsKind = Kind{
	Name:    "nginx.timeouts",
	Family:  "nginx",
	Summary: "let nginx wait for the app's answer for too short a time",
	Manual: "proxy_read_timeout is changed in nginx.conf, and nginx reloads. What the app takes longer for ends in a 504 from " +
		"nginx, though the app goes on with it; quick routes don't feel it. The proof logs users in, sixteen at a time, " +
		"and wants one of them to be cut off: a bound that nothing reaches is not proven.",
	Acts:    AtEngine,
	Causes:  causesSignal,
	Example: Example{On: inNginx, Params: map[string]string{"read": "5ms"}},
	New: func() Fault {
		f := &nginxTimeouts{}
		f.onNginx = onNginx{change: f.change, feel: cutOff}
		return f
	},
}

// nginxTimeouts ends requests that the app is busy with.
type nginxTimeouts struct {
	onNginx
	On   string        `param:"on" required:"true" doc:"the balancer, nginx"`
	Read time.Duration `param:"read" default:"20ms" min:"1ms" max:"50ms" doc:"how long nginx waits for the app to say something"`
}

func (f *nginxTimeouts) Validate() []Problem { return onlyNginx(f.On) }

var readTimeout = regexp.MustCompile(`^(\s*proxy_read_timeout)\s+[^;]+;(.*)$`)

func (f *nginxTimeouts) change(conf string) ([]edit, error) {
	return rewrite(conf, readTimeout, fmt.Sprintf("${1} %dms;${2}", f.Read.Milliseconds()))
}

// cutOff looks whether one of many logins, the slowest of the shop's routes, ends in a timeout of nginx's.
func cutOff(ctx context.Context, s SiteLab) record.Check {
	const logins = 16
	n, slowest := 0, time.Duration(0)
	for _, seen := range volley(ctx, s, logins, oneLogin) {
		if seen.Status == 504 {
			n++
		}
		slowest = max(slowest, seen.Took)
	}
	return record.Check{OK: n > 0, Saw: fmt.Sprintf("%d of %d logins got 504, the slowest answer took %s", n, logins, slowest.Round(time.Millisecond))}
}
