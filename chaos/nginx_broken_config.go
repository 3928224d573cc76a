package chaos

import (
	"context"
	"regexp"

	"firedrill/internal/record"
)

var nginxBrokenConfigKind = Kind{
	Name:    "nginx.broken-config",
	Family:  "nginx",
	Summary: "break nginx.conf and have it reloaded, which nginx refuses",
	Manual: "A semicolon is taken out. nginx says so in its log and goes on with what it has, so users feel nothing: that is " +
		"what the proof shows. The next restart of nginx is its last.",
	Acts:    AtEngine,
	Causes:  causesSignal,
	Example: Example{On: inNginx},
	New: func() Fault {
		f := &nginxBrokenConfig{}
		f.onNginx = onNginx{change: f.change, feel: stillServed, refused: true}
		return f
	},
}

// nginxBrokenConfig lays a trap for the next restart.
type nginxBrokenConfig struct {
	onNginx
	On string `param:"on" required:"true" doc:"the balancer, nginx"`
}

func (f *nginxBrokenConfig) Validate() []Problem { return onlyNginx(f.On) }

var serverTokens = regexp.MustCompile(`^(\s*server_tokens\s[^;]*);$`)

func (f *nginxBrokenConfig) change(conf string) ([]edit, error) {
	return rewrite(conf, serverTokens, "${1}")
}

func stillServed(ctx context.Context, s SiteLab) record.Check {
	seen := s.Visit(ctx, Visit{Path: "/healthz"})
	return record.Check{OK: seen.OK, Saw: "users feel nothing: " + seen.said()}
}
