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

// Bench is an open engine with the id of the run that uses it. Its owner closes the engine.
type Bench struct {
	*Runner
	Engine *engine.Engine
	Binary string // our own
	RunID  string
}

// Session opens the safety of a run, before it makes anything: the journal and the watchdog.
func (b *Bench) Session(o drill.Owner, dir string) (*drill.Session, error) {
	o.Run, o.Engine = b.RunID, b.Engine.Host()
	if b.OnSession != nil {
		b.OnSession()
	}
	return drill.Begin(drill.SessionRequest{Owner: o, Home: b.Home, Dir: dir, Engine: b.Engine, Binary: b.Binary, Env: b.Environ})
}

// Images makes sure that the engine has the images of a lab.
func (b *Bench) Images(ctx context.Context, l stack.Lab) (stack.Images, error) {
	img, _, err := stack.Supply(ctx, b.Engine, stack.SupplyRequest{Lab: l, Run: b.RunID, Progress: b.Progress})
	return img, err
}

// Supply does so for a run, and notes the image of our own binary in its journal.
func (b *Bench) Supply(ctx context.Context, l stack.Lab, j *drill.Journal) (stack.Images, error) {
	img, err := b.Images(ctx, l)
	if err != nil {
		return img, err
	}
	return img, j.Uses(img.Self)
}

// versions lists what a drill runs on.
func (b *Bench) versions(ctx context.Context, img stack.Images) (map[string]string, error) {
	info, err := b.Engine.Info(ctx)
	if err != nil {
		return nil, err
	}
	return map[string]string{"firedrill": b.Version, "engine": info.Version, "api": info.API, "kernel": info.Kernel,
		"arch": info.Arch, "go": runtime.Version(), "nginx": img.Nginx, "redis": img.Redis, "postgres": img.Postgres, "self": img.Self}, nil
}

// local says that the engine runs on this machine. The processes of another machine can't be seen from here.
func (b *Bench) local() bool { return strings.HasPrefix(b.Engine.Host(), "unix://") }

// consumers names what takes this machine's processors. Without the engine's answer, containers go by their ids.
func (b *Bench) consumers(ctx context.Context) []string {
	names := map[string]string{}
	if all, err := b.Engine.List(ctx); err == nil {
		for _, c := range all {
			names[c.ID] = c.Name
		}
	}
	var said []string
	for _, u := range consumers.Top(ctx, names) {
		said = append(said, u.String())
	}
	return said
}
