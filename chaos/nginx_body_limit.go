package chaos

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"firedrill/internal/record"
)

var nginxBodyLimitKind = Kind{
	Name:    "nginx.body-limit",
	Family:  "nginx",
	Summary: "let nginx take too small bodies only",
	Manual: "client_max_body_size is changed in nginx.conf, and nginx reloads. Requests with a longer body get 413 from nginx, " +
		"before the app hears of them; what has no body goes through.",
	Acts:    AtEngine,
	Causes:  causesSignal,
	Example: Example{On: inNginx, Params: map[string]string{"bytes": "20"}},
	New: func() Fault {
		f := &nginxBodyLimit{}
		f.onNginx = onNginx{change: f.change, feel: f.feel}
		return f
	},
}

// nginxBodyLimit refuses what users send.
type nginxBodyLimit struct {
	onNginx
	On    string `param:"on" required:"true" doc:"the balancer, nginx"`
	Bytes int    `param:"bytes" default:"20" min:"1" max:"1048576" doc:"the longest body that is let through"`
}

func (f *nginxBodyLimit) Validate() []Problem { return onlyNginx(f.On) }

var bodySize = regexp.MustCompile(`^(\s*client_max_body_size)\s+[^;]+;(.*)$`)

func (f *nginxBodyLimit) change(conf string) ([]edit, error) {
	return rewrite(conf, bodySize, fmt.Sprintf("${1} %d;${2}", f.Bytes))
}

func (f *nginxBodyLimit) feel(ctx context.Context, s SiteLab) record.Check {
	seen := s.Visit(ctx, Visit{Path: "/login", Send: `"` + strings.Repeat("x", f.Bytes) + `"`})
	return record.Check{OK: seen.Status == 413, Saw: fmt.Sprintf("a body of %d bytes: status %d", f.Bytes+2, seen.Status)}
}
