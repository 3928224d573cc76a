package chaos_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/labtest"
	"firedrill/internal/record"
)

// script is what the scripted faults of a test do, and what they were asked to do.
type script struct {
	mu       sync.Mutex
	log      []string
	fail     map[string][]error       // "inject a" -> what the next calls return
	proofs   []bool                   // what the next looks for a proof see; the last one holds
	gone     map[string]func() bool   // what looks for the absence see; well if not set
	pauseFor map[string]time.Duration // how long a step takes
}

// do plays a step's part, and notes it when it is over.
func (s *script) do(ctx context.Context, step string) error {
	s.mu.Lock()
	var err error
	if errs := s.fail[step]; len(errs) > 0 {
		err, s.fail[step] = errs[0], errs[1:]
	}
	d := s.pauseFor[step]
	s.mu.Unlock()
	select {
	case <-time.After(d):
	case <-ctx.Done():
		err = ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = append(s.log, step)
	return err
}

func (s *script) steps() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.log...)
}

// scripted is a fault that plays its script.
type scripted struct {
	Name   string `param:"on" required:"true" doc:"its name in the script"`
	Number int    `param:"number" doc:"a number"`
	s      *script
}

func (f *scripted) Validate() []chaos.Problem {
	if f.Number > 9 {
		return []chaos.Problem{{Param: "number", Message: `"number" has two digits`}}
	}
	return nil
}

func (f *scripted) Plan(ctx context.Context, _ *chaos.Target) (chaos.Undo, error) {
	return json.RawMessage(`{"of":"` + f.Name + `"}`), f.s.do(ctx, "plan "+f.Name)
}

func (f *scripted) Inject(ctx context.Context, _ *chaos.Target, _ chaos.Undo) error {
	return f.s.do(ctx, "inject "+f.Name)
}

func (f *scripted) Prove(context.Context, *chaos.Target, chaos.Undo) chaos.Proof {
	f.s.mu.Lock()
	defer f.s.mu.Unlock()
	ok := true
	if len(f.s.proofs) > 0 {
		ok = f.s.proofs[0]
		if len(f.s.proofs) > 1 {
			f.s.proofs = f.s.proofs[1:]
		}
	}
	return chaos.Proof{Mechanism: record.Check{OK: true}, Effect: record.Check{OK: ok, Saw: "looked"}}
}

func (f *scripted) Revert(ctx context.Context, _ *chaos.Target, undo chaos.Undo) error {
	if string(undo) != `{"of":"`+f.Name+`"}` {
		return errors.New("got the undo " + string(undo))
	}
	return f.s.do(ctx, "revert "+f.Name)
}

func (f *scripted) Gone(context.Context, *chaos.Target, chaos.Undo) record.Check {
	f.s.mu.Lock()
	look := f.s.gone[f.Name]
	f.s.mu.Unlock()
	return record.Check{OK: look == nil || look()}
}

// bench is an injector whose faults are scripted.
type bench struct {
	*script
	journal  *labtest.Journal
	site     chaos.Setup
	injector *chaos.Injector
}

func newBench(t *testing.T, needs ...chaos.Need) *bench {
	t.Helper()
	s := &script{fail: map[string][]error{}, gone: map[string]func() bool{}, pauseFor: map[string]time.Duration{}}
	j := &labtest.Journal{}
	site := chaos.Setup{
		Index: chaos.NewIndex(chaos.Kind{Name: "test.fault", Needs: needs, New: func() chaos.Fault {
			return &scripted{s: s}
		}}),
		Target: labtest.New(nil).Target, Prober: labtest.Everything{"kernel:a": "no such module", "kernel:b": ""}, Journal: j,
	}
	return &bench{script: s, journal: j, site: site, injector: chaos.NewInjector(site)}
}

// apply brings a scripted fault into force, which must succeed.
func (b *bench) apply(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := b.injector.Apply(t.Context(), order(name)); err != nil {
			t.Fatal(err)
		}
	}
}

func order(name string) chaos.Order {
	return chaos.Order{ID: name, Kind: "test.fault", On: name}
}
