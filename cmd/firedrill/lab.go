package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"runtime"
	"sync/atomic"
	"time"

	"firedrill/internal/drill"
	"firedrill/internal/engine"
	"firedrill/internal/settings"
	"firedrill/stack"
)

// bench is what every command that touches an engine starts from.
type bench struct {
	settings *settings.Settings
	engine   *engine.Engine
	home     drill.Home
	binary   string
	run      string
	began    *atomic.Bool // set with the first session
}

// open reads the settings, which is where a bad file ends, and opens the engine. It starts nothing.
func (a *app) open(ctx context.Context, s *settings.Settings, host string) (*bench, error) {
	home, err := drill.NewHome(a.getenv)
	if err != nil {
		return nil, err
	}
	binary, err := os.Executable()
	if err != nil {
		return nil, err
	}
	e, err := engine.Open(ctx, host)
	if err != nil {
		return nil, err
	}
	e.OnRepeat(a.repeats.add)
	return &bench{settings: s, engine: e, home: home, binary: binary, run: drill.NewRunID(time.Now(), word()), began: a.began}, nil
}

// openFor finds a lab and opens its engine.
func (a *app) openFor(ctx context.Context, asked, scenarios string) (*bench, stack.Lab, error) {
	s, l, err := a.labOf(asked, scenarios)
	if err != nil {
		return nil, stack.Lab{}, err
	}
	b, err := a.open(ctx, s, l.Engine)
	return b, l, err
}

// labOf finds a lab. It is the one that the command line names, else the settings, else the scenario, if there is one.
func (a *app) labOf(asked, scenarios string) (*settings.Settings, stack.Lab, error) {
	s, err := a.settings()
	if err != nil {
		return nil, stack.Lab{}, err
	}
	l, err := s.Find(first(asked, s.Lab, scenarios, defaultLab))
	return s, l, err
}

// defaultLab is the one that a beginner meets first.
const defaultLab = "fragile"

// openAny opens the engine that the settings or the environment name.
func (a *app) openAny(ctx context.Context) (*bench, error) {
	s, err := a.settings()
	if err != nil {
		return nil, err
	}
	return a.open(ctx, s, s.Engine)
}

// supply makes sure that the engine has what a lab is made from, and tells the journal.
func (a *app) supply(ctx context.Context, b *bench, l stack.Lab, j *drill.Journal) (stack.Images, error) {
	img, _, err := stack.Supply(ctx, b.engine, stack.SupplyRequest{Lab: l, Run: b.run, Progress: a.progress})
	if err != nil {
		return img, err
	}
	return img, j.Uses(img.Self)
}

// progress tells what takes a while, and why.
func (a *app) progress(line string) { fmt.Fprintln(a.stderr, line) }

// session opens the safety of a run, before it makes anything.
func (b *bench) session(o drill.Owner, dir string, environ []string) (*drill.Session, error) {
	o.Run, o.Engine = b.run, b.engine.Host()
	b.began.Store(true)
	return drill.Begin(drill.SessionRequest{Owner: o, Home: b.home, Dir: dir, Engine: b.engine, Binary: b.binary, Env: environ})
}

// versions says what a drill ran on.
func (b *bench) versions(ctx context.Context, img stack.Images) (map[string]string, error) {
	info, err := b.engine.Info(ctx)
	if err != nil {
		return nil, err
	}
	return map[string]string{"firedrill": version, "engine": info.Version, "api": info.API, "kernel": info.Kernel,
		"arch": info.Arch, "go": runtime.Version(), "nginx": img.Nginx, "redis": img.Redis, "postgres": img.Postgres, "self": img.Self}, nil
}

// word tells two runs of the same second apart.
func word() string {
	b := make([]byte, 2)
	rand.Read(b) // never fails, says its documentation
	return hex.EncodeToString(b)
}

func first(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}
