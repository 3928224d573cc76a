package chaos

import (
	"context"
	"fmt"
	"regexp"

	"firedrill/internal/record"
)

var nginxUpstreamPortKind = Kind{
	Name:    "nginx.upstream-port",
	Family:  "nginx",
	Summary: "let nginx look for the app at a wrong port",
	Manual: "The port of each server of the upstream is changed in nginx.conf, and nginx reloads. The app is well and answers " +
		"whoever asks it itself; users get 502 from nginx for everything.",
	Acts:    AtEngine,
	Causes:  causesSignal,
	Example: Example{On: inNginx, Params: map[string]string{"port": "8081"}},
	New: func() Fault {
		f := &nginxUpstreamPort{}
		f.onNginx = onNginx{change: f.change, feel: f.feel}
		return f
	},
}

// nginxUpstreamPort sends what users want to a port where nobody listens.
type nginxUpstreamPort struct {
	onNginx
	On   string `param:"on" required:"true" doc:"the balancer, nginx"`
	Port int    `param:"port" default:"8081" min:"1" max:"65535" doc:"the port that nginx tries"`
}

func (f *nginxUpstreamPort) Validate() []Problem { return onlyNginx(f.On) }

var upstreamServer = regexp.MustCompile(`^(\s*server\s+[^\s:;]+):\d+([^;]*;.*)$`)

func (f *nginxUpstreamPort) change(conf string) ([]edit, error) {
	return rewrite(conf, upstreamServer, fmt.Sprintf("${1}:%d${2}", f.Port))
}

func (f *nginxUpstreamPort) feel(ctx context.Context, s SiteLab) record.Check {
	seen := s.Visit(ctx, Visit{Path: "/products/1"})
	return record.Check{OK: seen.Status == 502, Saw: "visit " + seen.said()}
}

// said is what a visit got, with its status.
func (s Seen) said() string { return fmt.Sprintf("%s, status %d", s.Answer, s.Status) }

// onlyNginx says that a fault of the balancer can't be on another service.
func onlyNginx(on string) []Problem {
	if on == "" || on == inNginx {
		return nil
	}
	return []Problem{{target, fmt.Sprintf("%q is not the balancer", on), "on: " + inNginx}}
}
