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
	Summary: "make nginx refuse large bodies",
	Manual: "client_max_body_size is changed in nginx.conf, and nginx reloads. Requests with a longer body get 413 from nginx " +
		"before the app sees them; requests without a body are served.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortConfig, chaos.PortHTTP, chaos.PortProbes},
	Causes:  chaos.CausesSignal,
	Example: chaos.Example{On: chaos.Balancer, Params: map[string]string{"bytes": "20"}},
	New:     func() chaos.Fault { return &nginxconf.Fault{Change: &bodyLimit{}} },
}

// bodyLimit refuses large request bodies.
type bodyLimit struct {
	nginxconf.Balancer
	Bytes int `param:"bytes" default:"20" min:"1" max:"1048576" doc:"the longest body that is accepted, in bytes"`
}

var bodySize = regexp.MustCompile(`^(\s*client_max_body_size)\s+[^;]+;(.*)$`)

// Edits changes the directive.
func (f *bodyLimit) Edits(conf string) ([]nginxconf.Edit, error) {
	return nginxconf.Rewrite(conf, bodySize, fmt.Sprintf("${1} %d;${2}", f.Bytes))
}

// Effect sends a body that is too large.
func (f *bodyLimit) Effect(ctx context.Context, s chaos.HTTP) record.Check {
	seen := s.Visit(ctx, chaos.Visit{Path: "/login", Send: `"` + strings.Repeat("x", f.Bytes) + `"`})
	return record.Check{OK: seen.Status == 413, Saw: fmt.Sprintf("a body of %d bytes: status %d", f.Bytes+2, seen.Status)}
}

func (f *bodyLimit) Claims() []chaos.Claim { return nginxconf.Directive("client_max_body_size") }
