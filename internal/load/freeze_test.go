package load

import (
	"sync"
	"syscall"
	"testing"
	"time"

	"firedrill/internal/record"
)

// TestAFreezeOfARealServerIsFeltByAllWhoCameInIt stops the process of a server for a second in the middle of a constant
// load of 200 a second: whoever was due in it waits until it goes on, and nobody is left out.
func TestAFreezeOfARealServerIsFeltByAllWhoCameInIt(t *testing.T) {
	if testing.Short() {
		t.Skip("a second's freeze takes three")
	}
	p := constantPlan(product, 200, 3*time.Second)
	target, ca, server := otherProcess(t)
	p.Target, p.CA = target, ca
	var got samples
	var first sync.Once
	running := make(chan struct{})
	d, err := Start(t.Context(), NewShop(100, 100), p, func(batch []record.Sample) {
		got.add(batch)
		first.Do(func() { close(running) })
	})
	if err != nil {
		t.Fatal(err)
	}
	<-running
	if err := server.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	frozen := time.Since(d.StartTime()).Microseconds()
	time.Sleep(time.Second) // the length of the freeze, not a wait for something
	thawed := time.Since(d.StartTime()).Microseconds()
	if err := server.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	var due, slowed, sum int64
	for _, s := range got.all {
		if s.Due < frozen || s.Due >= thawed {
			continue
		}
		due++
		if s.Done >= thawed {
			slowed++
			sum += s.Done - s.Due
		}
	}
	t.Logf("frozen for %d ms: %d were due, %d slowed, by %d ms in the mean", (thawed-frozen)/1000, due, slowed, sum/max(1, slowed)/1000)
	// A request that is on its way when the signal comes may still be answered: 2 of 200 are left for that.
	if due < 199 || slowed < due-2 || sum/slowed < (thawed-frozen)/2-10_000 {
		t.Errorf("of %d due in the freeze %d waited for its end, %d ms in the mean", due, slowed, sum/max(1, slowed)/1000)
	}
}
