package drill

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"firedrill/internal/changes"
	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// scripted is a stream of engine events. Each subscription yields the next batch and then breaks; the last one stays
// open.
type scripted struct {
	mu      sync.Mutex
	batches [][]scriptedEvent
	rest    []scriptedEvent // returned by the final request
	since   []time.Time     // of each subscription
}

type scriptedEvent struct {
	at time.Time
	record.Engine
}

func (s *scripted) Events(ctx context.Context, since, until time.Time, tell func(time.Time, record.Engine)) error {
	s.mu.Lock()
	var batch []scriptedEvent
	last := !until.IsZero()
	switch {
	case last:
		batch = s.rest
	case len(s.batches) > 0:
		s.since = append(s.since, since)
		batch, s.batches = s.batches[0], s.batches[1:]
	default:
		s.since = append(s.since, since)
		last = true
	}
	s.mu.Unlock()
	for _, e := range batch {
		tell(e.at, e.Engine)
	}
	if last && until.IsZero() {
		<-ctx.Done()
	}
	if last {
		return nil
	}
	return errors.New("connection reset")
}

// listening runs a listener on a stream for a while, and returns the recorded events, the recorded changes and the
// reported interferences.
func listening(t *testing.T, s *scripted, long time.Duration, log Changes) (events []record.Engine, acts []string, disturbed []signals.Interference) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "record")
	began := time.Now()
	w, err := record.Create(dir, record.Header{Schema: record.Schema, Run: "r", Scenario: "s", Start: began})
	if err != nil {
		t.Fatal(err)
	}
	tell := &teller{w: w, began: began}
	d := &Drill{Header: record.Header{Start: began}, Events: s, Changes: log,
		Disturbed: func(f signals.Interference) { disturbed = append(disturbed, f) }}
	end := d.listen(t.Context(), tell)
	time.Sleep(long)
	end()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := record.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range r.Events {
		switch {
		case e.Engine != nil:
			events = append(events, *e.Engine)
		case e.Act != nil:
			acts = append(acts, e.Act.Text)
		}
	}
	return events, acts, disturbed
}

func TestListen_KeepsEachEventOnceAcrossABreak(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		stop := scriptedEvent{now.Add(time.Second), record.Engine{Service: "redis", Container: "a", Action: record.EngineStop}}
		start := scriptedEvent{now.Add(2 * time.Second), record.Engine{Service: "redis", Container: "a", Action: record.EngineStart}}
		late := scriptedEvent{now.Add(3 * time.Second), record.Engine{Service: "nginx", Container: "b", Action: record.EnginePause}}
		s := &scripted{batches: [][]scriptedEvent{{stop}, {stop, start}}, rest: []scriptedEvent{start, late}}
		events, _, disturbed := listening(t, s, 10*time.Second, nil)
		if len(events) != 4 || events[0].Action != record.EngineFollowed || events[1].Action != record.EngineStop ||
			events[2].Action != record.EngineStart || events[3].Action != record.EnginePause || events[2].When != 2_000_000 {
			t.Errorf("kept %+v", events)
		}
		if len(s.since) != 3 || !s.since[1].Equal(stop.at) || !s.since[2].Equal(start.at) {
			t.Errorf("asked for events since %v", s.since)
		}
		if len(disturbed) != 1 || disturbed[0].Service != "redis" {
			t.Errorf("reported %v, want redis once", disturbed)
		}
	})
}

func TestListen_RecordsAGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{batches: make([][]scriptedEvent, 30)}
		events, _, disturbed := listening(t, s, 30*time.Second, nil)
		if len(events) != 2 || events[1].Action != record.EngineMissed || events[1].Error != "the engine's events can't be followed: connection reset" {
			t.Errorf("kept %+v, want one gap", events)
		}
		if len(disturbed) > 0 {
			t.Errorf("a gap is called %v", disturbed)
		}
	})
}

func TestListen_ChangesByHandExplainEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		log := func() ([]changes.Change, error) {
			all := []changes.Change{{At: now.Add(-time.Minute), What: "deploy shop-1 v1"}}
			if time.Since(now) > 9*time.Second {
				all = append(all, changes.Change{At: now.Add(9 * time.Second), What: "deploy shop-1 v2"})
			}
			return all, nil
		}
		s := &scripted{batches: [][]scriptedEvent{{
			{now.Add(2 * time.Second), record.Engine{Service: "shop-1", Container: "a", Action: record.EngineStop}},
			{now.Add(3 * time.Second), record.Engine{Service: "redis", Container: "b", Action: record.EngineStop}},
		}}}
		_, acts, disturbed := listening(t, s, time.Minute, log)
		if len(acts) != 1 || acts[0] != "deploy shop-1 v2" {
			t.Errorf("changes %q", acts)
		}
		if len(disturbed) != 1 || disturbed[0].Service != "redis" {
			t.Errorf("reported %v, want redis alone", disturbed)
		}
	})
}
