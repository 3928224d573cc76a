package chaos_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
)

// lasting is a fault whose looks see what the test says: 0 that it acts, 1 that it does not, 2 nothing.
type lasting struct{ sees *atomic.Int32 }

func (*lasting) Validate() []chaos.Problem { return nil }

func (*lasting) Plan(context.Context, *chaos.Target) (chaos.Undo, error) {
	return chaos.Undo("{}"), nil
}

func (*lasting) Inject(context.Context, *chaos.Target, chaos.Undo) error { return nil }

func (*lasting) Revert(context.Context, *chaos.Target, chaos.Undo) error { return nil }

func (*lasting) Gone(context.Context, *chaos.Target, chaos.Undo) record.Check {
	return record.Check{OK: true}
}

func (*lasting) Prove(context.Context, *chaos.Target, chaos.Undo) chaos.Proof {
	return chaos.Proof{Mechanism: record.Check{OK: true}, Effect: record.Check{OK: true}}
}

func (f *lasting) Acts(context.Context, *chaos.Target, chaos.Undo) (record.Check, error) {
	switch f.sees.Load() {
	case 0:
		return record.Check{OK: true}, nil
	case 1:
		return record.Check{Saw: "no process"}, nil
	}
	return record.Check{}, errors.New("engine does not answer")
}

func TestInjector_WatchTellsOfAFaultThatEnded(t *testing.T) {
	tests := []struct {
		name   string
		sees   int32
		revert bool // before it is seen to have ended
		want   int
	}{
		{"acts", 0, false, 0},
		{"ended", 1, false, 1},
		{"can't be seen", 2, false, 0},
		{"reverted", 1, true, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var sees atomic.Int32
				var told []string
				var since time.Time
				b := newBench(t)
				injector := chaos.NewInjector(chaos.Setup{Journal: b.journal, Prober: b.site.Prober,
					Index: chaos.NewIndex(chaos.Kind{Name: "test.lasting", Family: "test", New: func() chaos.Fault { return &lasting{&sees} }}),
					Ended: func(id string, at time.Time, c record.Check) { told, since = append(told, id+": "+c.Saw), at }})
				if _, err := injector.Apply(t.Context(), chaos.Order{ID: "f", Kind: "test.lasting"}); err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancel(t.Context())
				done := make(chan struct{})
				go func() { defer close(done); injector.Watch(ctx) }()
				time.Sleep(10*time.Second + time.Millisecond)
				if len(told) > 0 {
					t.Errorf("told of %q while it acts", told)
				}
				began := time.Now()
				sees.Store(tt.sees)
				if tt.revert {
					injector.Revert(t.Context(), "f")
				}
				time.Sleep(10 * time.Second)
				cancel()
				<-done
				if len(told) != tt.want {
					t.Fatalf("told of %q, want %d", told, tt.want)
				}
				if tt.want > 0 && (told[0] != "f: no process" || since.Sub(began) > 2*time.Second) {
					t.Errorf("told of %q, %s after it ended", told, since.Sub(began))
				}
			})
		})
	}
}
