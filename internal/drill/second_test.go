package drill

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
	"firedrill/scenarios"
)

// acted records what was done to a fake lab.
type acted struct {
	mu  sync.Mutex
	log []string
}

func (a *acted) note(what string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.log = append(a.log, what)
}

// sham is a fault that does nothing. It is proven unless its target is called "dull" or "broken".
type sham struct {
	On string `param:"on" required:"true" doc:"where"`
	a  *acted
}

func (f *sham) Validate() []chaos.Problem                               { return nil }
func (f *sham) Plan(context.Context, *chaos.Target) (chaos.Undo, error) { return chaos.Undo("{}"), nil }
func (f *sham) Gone(context.Context, *chaos.Target, chaos.Undo) record.Check {
	return record.Check{OK: true}
}
func (f *sham) Revert(_ context.Context, _ *chaos.Target, _ chaos.Undo) error {
	f.a.note("revert " + f.On)
	return nil
}
func (f *sham) Prove(context.Context, *chaos.Target, chaos.Undo) chaos.Proof {
	return chaos.Proof{Mechanism: record.Check{OK: true}, Effect: record.Check{OK: f.On != "dull", Saw: "still answers"}}
}

func (f *sham) Inject(context.Context, *chaos.Target, chaos.Undo) error {
	f.a.note("inject " + f.On)
	if f.On == "broken" {
		return errors.New("no such container")
	}
	return nil
}

// onShift runs a shift on a fake lab until it is over, and returns what was done, the events, and the triggers.
func onShift(t *testing.T, s *Shift, seconds ...string) (*acted, []record.Event, []Step) {
	t.Helper()
	a := &acted{}
	for _, on := range seconds {
		s.Second.Faults = append(s.Second.Faults, scenarios.Fault{ID: "sham#1" + on, Kind: "test.sham", On: on})
	}
	dir := t.TempDir()
	w, err := record.Create(filepath.Join(dir, "record"), record.Header{Schema: record.Schema, Run: "r", Scenario: "s", Start: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	j, err := CreateJournal(filepath.Join(dir, "journal"), Owner{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	tell := &teller{w: w, journal: j, began: time.Now()}
	d := &Drill{Shift: s}
	index := chaos.NewIndex(chaos.Kind{Name: "test.sham", Family: "test", Within: time.Second, New: func() chaos.Fault { return &sham{a: a} }})
	rig := chaos.NewInjector(chaos.Setup{Index: index, Journal: tell})
	steps, err := d.stand(t.Context(), tell, rig, time.Now().Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	rig.RevertAll(t.Context())
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := record.Open(filepath.Join(dir, "record"))
	if err != nil {
		t.Fatal(err)
	}
	return a, r.Events, steps
}

func closed() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

func withdrawn(events []record.Event) (ids []string) {
	for _, e := range events {
		if e.Fault != nil && e.Fault.Step == record.StepWithdrawn {
			ids = append(ids, e.Fault.ID)
		}
	}
	return ids
}

func TestStand_InjectsTheSecondIncidentAfterItsPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		over, began, broke := make(chan struct{}), time.Now(), time.Duration(0)
		s := &Shift{Over: over, Second: &Second{Begin: closed(), Pause: 10 * time.Second, Trigger: []Step{{Text: "again"}}}}
		s.Second.Broken = func(err error) {
			if broke = time.Since(began); err != nil {
				t.Error(err)
			}
			time.AfterFunc(20*time.Second, func() { close(over) })
		}
		a, events, steps := onShift(t, s, "redis", "postgres")
		if broke != 10*time.Second || time.Since(began) < 30*time.Second {
			t.Errorf("it broke after %s, and was over after %s", broke, time.Since(began))
		}
		if len(steps) != 1 || len(withdrawn(events)) > 0 {
			t.Errorf("triggers %v, withdrawn %q", steps, withdrawn(events))
		}
		slices.Sort(a.log)
		if got := strings.Join(a.log, ", "); got != "inject postgres, inject redis, revert postgres, revert redis" {
			t.Error(got)
		}
	})
}

func TestStand_ContinuesWithoutAnUnprovenSecondIncident(t *testing.T) {
	for on, want := range map[string]string{"dull": "is not proven: ; still answers", "broken": "no such container"} {
		synctest.Test(t, func(t *testing.T) {
			over := make(chan struct{})
			s := &Shift{Over: over, Second: &Second{Begin: closed(), Trigger: []Step{{Text: "again"}}}}
			s.Second.Broken = func(err error) {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%s: %v", on, err)
				}
				close(over)
			}
			a, events, steps := onShift(t, s, on)
			if len(steps) > 0 || len(withdrawn(events)) != 1 || !slices.Contains(a.log, "revert "+on) {
				t.Errorf("%s: triggers %v, withdrawn %q, done %q", on, steps, withdrawn(events), a.log)
			}
		})
	}
}

func TestStand_InjectsNothingAfterTheShift(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		over := make(chan struct{})
		time.AfterFunc(5*time.Second, func() { close(over) })
		s := &Shift{Over: over, Second: &Second{Begin: closed(), Pause: 10 * time.Second, Broken: func(error) { t.Error("it came") }}}
		if a, _, _ := onShift(t, s, "redis"); len(a.log) > 0 {
			t.Errorf("done %q", a.log)
		}
	})
}
