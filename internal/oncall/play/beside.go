package play

import (
	"context"
	"sync"
	"time"

	"firedrill/chaos"
	"firedrill/internal/drill"
	"firedrill/internal/oncall"
	"firedrill/internal/respond"
	"firedrill/internal/runner"
	"firedrill/stack"
)

// Activity in a round beside its incident: innocent changes, and noise.

// settle changes the lab before the load starts.
func (r *Round) settle(ctx context.Context, b *runner.Bench, running *stack.Running) error {
	desk := respond.New(b.Engine, running.Instance, running.Topology(), b.Home.Tell(running.Run()))
	for _, c := range r.innocent(running.Lab) {
		if c.After > 0 {
			continue
		}
		if err := change(ctx, desk, c); err != nil {
			return err
		}
		_ = r.Table.Do(func(r *oncall.Round, _ time.Duration) error { r.Note(0, oncall.Aside, c.String()); return nil })
	}
	return running.Accompany(ctx) // after the redeploys, so that each sidecar joins the network of the current container
}

func (r *Round) innocent(lab stack.Lab) []oncall.Change {
	return oncall.Innocent(r.Seed, r.timing.Quiet, lab.Shops())
}

// change makes an innocent change with the responder's own commands.
func change(ctx context.Context, desk *respond.Desk, c oncall.Change) error {
	switch {
	case c.Variable != "":
		env, err := desk.Env(ctx, c.Service)
		if err == nil {
			env, err = respond.Changed(env, []string{c.Variable})
		}
		if err != nil {
			return err
		}
		return desk.SetEnv(ctx, c.Service, env)
	case c.Config != "":
		text, err := desk.Config(ctx)
		if err == nil {
			text, err = respond.Replaced(text, []string{c.Config})
		}
		if err == nil {
			_, err = desk.SetConfig(ctx, text, false)
		}
		return err
	case c.Schema != "":
		return desk.Migrate(ctx, c.Schema)
	}
	return desk.Redeploy(ctx, c.Service, "")
}

// beside runs changes and noise while the load runs. It returns when ctx ends, and leaves nothing active.
func (r *Round) beside(ctx context.Context, d *drill.Drill, desk *respond.Desk, lab stack.Lab) {
	var all sync.WaitGroup
	for _, c := range r.innocent(lab) {
		if c.After > 0 {
			all.Go(func() { r.changeLater(ctx, desk, c) })
		}
	}
	if r.Modifiers.Noise {
		all.Go(func() { noisy(ctx, d.Setup.Target, oncall.Noisy(r.Seed)) })
	}
	all.Wait()
}

// changeTime bounds one innocent change: the lab may be faulty.
const changeTime = 20 * time.Second

// changeLater makes a change at its time. A change that fails is not part of the round; the debrief mentions it.
func (r *Round) changeLater(ctx context.Context, desk *respond.Desk, c oncall.Change) {
	if drill.Wait(ctx, c.After) != nil {
		return
	}
	entry := c.String()
	ctx, cancel := context.WithTimeout(ctx, changeTime)
	defer cancel()
	if err := change(ctx, desk, c); err != nil {
		entry += ", which was not made: " + err.Error()
	}
	r.Table.Note(oncall.Aside, entry)
}

// noisy makes noise in a lab until ctx ends. Noise that cannot be made is skipped.
func noisy(ctx context.Context, lab *chaos.Target, n oncall.Noise) {
	if lab.SQL != nil && lab.Redis != nil {
		defer jobs(ctx, lab, n)()
	}
	for _, b := range n.Bursts {
		if lab.HTTP == nil || drill.Wait(ctx, b.After) != nil {
			break
		}
		for _, path := range b.Paths {
			_ = lab.HTTP.Visit(ctx, chaos.Visit{Path: path})
		}
	}
	<-ctx.Done()
}

// releaseTime bounds the end of a job.
const releaseTime = 10 * time.Second

// jobs starts the jobs in the stores, and returns a function that ends them.
func jobs(ctx context.Context, lab *chaos.Target, n oncall.Noise) (end func()) {
	report := chaos.Hold{Name: chaos.NewTag(), Store: chaos.InPostgres, Sessions: 1, Tick: []string{n.Report}, Every: n.Every}
	count := chaos.Hold{Name: chaos.NewTag(), Store: chaos.InRedis, Sessions: 1, Tick: n.Count, Every: n.Every}
	_, _ = lab.SQL.Hold(ctx, report), lab.Redis.Hold(ctx, count)
	return func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseTime)
		defer cancel()
		_, _ = lab.SQL.Release(ctx, report.Name), lab.Redis.Release(ctx, count.Name)
	}
}
