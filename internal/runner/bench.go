package runner

import (
	"context"
	"runtime"
	"strings"

	"firedrill/internal/consumers"
	"firedrill/internal/drill"
	"firedrill/internal/engine"
	"firedrill/stack"
)

// Bench is an open engine with the ID of the run that uses it. Its owner closes the engine.
type Bench struct {
	*Runner
	Engine *engine.Engine
	Binary string // path of our own binary
	RunID  string
}

// Session creates the journal and starts the watchdog of a run, before the run creates anything.
func (b *Bench) Session(o drill.Owner, dir string) (*drill.Session, error) {
	o.Run, o.Engine = b.RunID, b.Engine.Host()
	if b.OnSession != nil {
		b.OnSession()
	}
	return drill.Begin(drill.SessionRequest{Owner: o, Home: b.Home, Dir: dir, Engine: b.Engine, Binary: b.Binary, Env: b.Environ})
}

// Images ensures that the engine has the images of a lab.
func (b *Bench) Images(ctx context.Context, l stack.Lab) (stack.Images, error) {
	img, _, err := stack.Supply(ctx, b.Engine, stack.SupplyRequest{Lab: l, Run: b.RunID, Progress: b.Progress})
	return img, err
}

// Supply is Images for a run: it also records the image of our own binary in the run's journal.
func (b *Bench) Supply(ctx context.Context, l stack.Lab, j *drill.Journal) (stack.Images, error) {
	img, err := b.Images(ctx, l)
	if err != nil {
		return img, err
	}
	return img, j.Uses(img.Self)
}

// versions returns the versions of what a drill runs on.
func (b *Bench) versions(ctx context.Context, img stack.Images) (map[string]string, error) {
	info, err := b.Engine.Info(ctx)
	if err != nil {
		return nil, err
	}
	return map[string]string{"firedrill": b.Version, "engine": info.Version, "api": info.API, "kernel": info.Kernel,
		"arch": info.Arch, "go": runtime.Version(), "nginx": img.Nginx, "redis": img.Redis, "postgres": img.Postgres, "self": img.Self}, nil
}

// local reports whether the engine runs on this machine. Only then can its processes be listed.
func (b *Bench) local() bool { return strings.HasPrefix(b.Engine.Host(), "unix://") }

// consumers lists the programs that use this machine's processors. If the engine does not answer, containers are
// named by their IDs.
func (b *Bench) consumers(ctx context.Context) []string {
	names := map[string]string{}
	if all, err := b.Engine.List(ctx); err == nil {
		for _, c := range all {
			names[c.ID] = c.Name
		}
	}
	var lines []string
	for _, u := range consumers.Top(ctx, names) {
		lines = append(lines, u.String())
	}
	return lines
}
