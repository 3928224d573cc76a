package main

import (
	"slices"
	"sync"
	"testing"
	"time"

	"firedrill/internal/grade"
	"firedrill/internal/labtest"
)

// apartQuiet does nothing, for longer than the drill beside it.
const apartQuiet = `title: A quiet neighbour
hop: none
level: 1
teaches: nothing, it is for a test
brief: all is well
page: all is well
load: {rate: 40/s, mix: {browse: 50, product: 25, order: 20, login: 5}}
timeline: {warmup: 1s, baseline: 6s, fault: 10s, recovery: 4s}
faults: []
objectives:
  - fault: failed <= 1%
cause: {component: none, mechanism: none}
`

// apartHard takes a lab's cache and database from it at once, one by its process and one by its packets.
const apartHard = `title: A loud neighbour
hop: database
level: 1
teaches: nothing, it is for a test
brief: all is well
page: something is wrong
load: {rate: 40/s, mix: {browse: 50, product: 25, order: 20, login: 5}}
timeline: {warmup: 1s, baseline: 5s, fault: 6s, recovery: 4s}
faults:
  - container.stop: {on: postgres}
  - net.partition: {on: redis, peer: shop}
objectives:
  - fault: failed{route=order} <= 5%
    key: true
` + shortTail

// TestTwoLabsDoNotTouchEachOther runs a drill that takes a lab's stores away beside one of another lab where nothing is
// done. The other lab has no incident.
func TestTwoLabsDoNotTouchEachOther(t *testing.T) {
	labtest.Beside(t, 2*labtest.Light)
	loud, calm := newRig(t), newRig(t)
	loud.file("loud.yaml", apartHard)
	calm.file("calm.yaml", apartQuiet)
	var both sync.WaitGroup
	for _, side := range []struct {
		rig  *rig
		args []string
	}{{loud, []string{"--lab", loud.fragile, "./loud.yaml"}}, {calm, []string{"--lab", calm.hardened, "./calm.yaml"}}} {
		both.Go(func() {
			if s := side.rig.call(append([]string{"run"}, side.args...)...); s.code == exitInternal || s.code == exitUsage {
				t.Errorf("%q: exit %d\n%s%s", side.args, s.code, s.stdout, s.stderr)
			}
		})
	}
	both.Wait()
	hurt, well := loud.result(), calm.result()
	if failed, _ := countedIn(hurt); failed == 0 && !hurt.Incident.Reported {
		t.Errorf("the loud drill hurt nobody: %+v", hurt.Phases)
	}
	if both := beside(hurt, well); both < 3*time.Second {
		t.Errorf("the damage in the one lab and the load of the other met for %s: %+v, %+v", both, hurt.Phases, well.Phases)
	}
	if well.Code.Busy() || calm.busy(well.Run) {
		t.Logf("this machine is busy: %s", well.Reason)
		return
	}
	// A machine that starts four labs at once may fail a request or two. The loud faults fail most orders.
	if failed, due := countedIn(well); float64(failed) > 0.01*float64(due) {
		t.Errorf("%d of %d requests failed in the other lab: %+v", failed, due, well.Phases)
	}
	// The loud faults are hurtful enough for a hop to be named. A few late answers of a machine that runs two labs are not.
	if hop := well.Incident.Hop; well.Incident.Reported && (hop != "none" && hop != "unknown" || !calm.disturbed(well.Run)) {
		t.Errorf("the other lab had an incident: %+v", well.Incident)
	}
}

// beside is for how long the damage of one drill stood while users came to the other's lab.
func beside(hurt, well grade.Result) time.Duration {
	var both time.Duration
	for _, damage := range hurt.Phases {
		for _, load := range well.Phases {
			if damage.Name != "fault" {
				continue
			}
			from := slices.MaxFunc([]time.Time{damage.Start, load.Start}, time.Time.Compare)
			till := slices.MinFunc([]time.Time{endOf(damage), endOf(load)}, time.Time.Compare)
			both += max(0, till.Sub(from))
		}
	}
	return both
}

func endOf(p grade.Phase) time.Time {
	return p.Start.Add(time.Duration(p.Seconds * float64(time.Second)))
}

// countedIn counts the requests of all phases, and those that failed.
func countedIn(r grade.Result) (failed, due int64) {
	for _, p := range r.Phases {
		failed, due = failed+p.Failed+p.Dropped, due+p.Scheduled
	}
	return failed, due
}
