package main

import (
	"context"
	"time"

	"firedrill/internal/drill"
	"firedrill/internal/live"
	"firedrill/internal/plain"
)

// watched shows the drill on standard error while it runs.
func (a *app) watched(ctx context.Context, board *live.Board, do func(func(drill.Progress)) error) error {
	screen := &live.Screen{Out: plain.Raw(a.stderr), Terminal: terminal(a.stderr), Colour: a.colour(a.stderr)}
	ctx, cancel := context.WithCancel(ctx)
	ticked := make(chan struct{})
	go func() {
		defer close(ticked)
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case now := <-tick.C:
				screen.Tick(now, board.Take())
			case <-ctx.Done():
				return
			}
		}
	}()
	err := do(func(p drill.Progress) {
		if p.Machine != nil {
			screen.Machine(*p.Machine)
			return
		}
		if p.Note != "" {
			screen.Say("  %s", p.Note)
			return
		}
		screen.Phase(p.Phase, time.Now(), p.Until, p.End)
	})
	cancel()
	<-ticked
	screen.Close()
	return err
}
