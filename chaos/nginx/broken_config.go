package nginx

import (
	"context"
	"regexp"

	"firedrill/chaos"
	"firedrill/chaos/nginxconf"
	"firedrill/internal/record"
)

var brokenConfigKind = chaos.Kind{
	Name:    "nginx.broken-config",
	Family:  "nginx",
	Summary: "make nginx.conf invalid, and reload nginx, which refuses it",
	Manual: "A semicolon is removed. nginx logs the error and keeps its old configuration, so users notice nothing; the proof " +
		"shows that. The next restart of nginx fails.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortConfig, chaos.PortHTTP, chaos.PortProbes},
	Causes:  chaos.CausesSignal,
	Example: chaos.Example{On: chaos.Balancer},
	New:     func() chaos.Fault { return &nginxconf.Fault{Change: &brokenConfig{}, Refused: true} },
}

// brokenConfig makes the configuration invalid, which takes effect at the next restart.
type brokenConfig struct {
	nginxconf.Balancer
}

var serverTokens = regexp.MustCompile(`^(\s*server_tokens\s[^;]*);$`)

// Edits removes a semicolon.
func (f *brokenConfig) Edits(conf string) ([]nginxconf.Edit, error) {
	return nginxconf.Rewrite(conf, serverTokens, "${1}")
}

// Effect checks that users are still served.
func (f *brokenConfig) Effect(ctx context.Context, s chaos.HTTP) record.Check {
	seen := s.Visit(ctx, chaos.Visit{Path: "/healthz"})
	return record.Check{OK: seen.OK, Saw: "users feel nothing: " + seen.Said()}
}

func (f *brokenConfig) Claims() []chaos.Claim { return chaos.Exclusive("nginx.conf") }
