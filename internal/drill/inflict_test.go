package drill

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
	"firedrill/scenarios"
)

// shy is a fault whose target rejects injection until some time has passed, like a stopped target.
type shy struct {
	sham
	ready time.Time
	gone  record.Check
}

func (f *shy) Plan(context.Context, *chaos.Target) (chaos.Undo, error) {
	if time.Now().Before(f.ready) {
		return nil, errors.New(`container "postgres" is exited, not running`)
	}
	return chaos.Undo("{}"), nil
}

func (f *shy) Gone(context.Context, *chaos.Target, chaos.Undo) record.Check { return f.gone }

// afflicted runs one fault of a shift. Its target accepts the fault after some time and never passes the check for
// its absence.
func afflicted(t *testing.T, ready time.Duration, s *Shift) (a *acted, injected, ended error) {
	t.Helper()
	a = &acted{}
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
	defer w.Close()
	at := time.Now().Add(ready)
	index := chaos.NewIndex(chaos.Kind{Name: "test.sham", Family: "test", Within: time.Second,
		New: func() chaos.Fault { return &shy{sham{a: a}, at, record.Check{Saw: "exited"}} }})
	rig := chaos.NewInjector(chaos.Setup{Index: index, Journal: &teller{w: w, journal: j, began: time.Now()}})
	d := &Drill{Shift: s}
	injected = d.afflict(t.Context(), rig, scenarios.Fault{ID: "f", Kind: "test.sham", On: "postgres"}, time.Now())
	return a, injected, d.endFaults(t.Context(), rig)
}

func TestAfflict_WaitsForAStoppedTarget(t *testing.T) {
	for ready, injected := range map[time.Duration]bool{0: true, 20 * time.Second: true, 2 * time.Minute: false} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			a, err, _ := afflicted(t, ready, &Shift{})
			failed, typed := errors.AsType[*FaultError](err)
			switch {
			case injected && (err != nil || strings.Join(a.log, ", ") != "inject postgres, revert postgres"):
				t.Errorf("ready after %s: %v, done %q", ready, err, a.log)
			case !injected && (!typed || failed.ID != "f" || len(a.log) > 0 || time.Since(began) > inflictTime):
				t.Errorf("ready after %s: %v after %s, done %q", ready, err, time.Since(began), a.log)
			}
		})
	}
}

func TestAfflict_ErrorOfShownEndsTheShift(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err, _ := afflicted(t, 0, &Shift{Shown: func(id string, p chaos.Proof) error { return errors.New("not seen on " + id) }})
		if _, ok := errors.AsType[*FaultError](err); !ok || !strings.Contains(err.Error(), "not seen on f") {
			t.Errorf("%v", err)
		}
	})
}

func TestEndFaults_IgnoresFaultsNotGoneAfterAShift(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if _, _, err := afflicted(t, 0, &Shift{}); err != nil {
			t.Errorf("%v", err)
		}
	})
}
