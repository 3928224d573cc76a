package canary

import (
	"math"
	"testing"
	"time"
)

func TestFired_SpreadsAStallOverItsSeconds(t *testing.T) {
	c := &Canary{began: time.Unix(1000, 0), open: &gathering{}}
	machine := &reader{proc: t.TempDir()}
	c.fired(500*time.Millisecond, 510*time.Millisecond, machine)
	c.fired(700*time.Millisecond, 3300*time.Millisecond, machine) // stalled from 0.7 s to 3.3 s
	c.fired(3310*time.Millisecond, 4*time.Second, machine)        // from 3.31 s to 4 s
	all := c.Take()
	want := []float64{0.3, 1, 1, 0.3 + 0.69}
	if len(all) != len(want) {
		t.Fatalf("%d seconds: %+v", len(all), all)
	}
	for i, s := range all {
		if math.Abs(s.Stalled-want[i]) > 1e-9 || !s.At.Equal(c.began.Add(time.Duration(i)*time.Second)) {
			t.Errorf("second %d at %s: stalled for %g s, want %g", i, s.At, s.Stalled, want[i])
		}
	}
	if first := all[0].Timer; first.Max != 10 {
		t.Errorf("the timer of the first second: %+v", first)
	}
	if again := c.Take(); len(again) != 0 {
		t.Errorf("taken twice: %+v", again)
	}
}

func TestFired_UnderFiftyMillisecondsIsNoStall(t *testing.T) {
	c := &Canary{open: &gathering{}}
	c.fired(100*time.Millisecond, 149*time.Millisecond, &reader{})
	c.fired(160*time.Millisecond, 1100*time.Millisecond, &reader{})
	if got := c.Take()[0].Stalled; math.Abs(got-0.84) > 1e-9 {
		t.Errorf("stalled for %g s, want 0.84", got)
	}
}

func TestCanary_MeasuresUntilItIsStopped(t *testing.T) {
	c := Start()
	defer c.Stop()
	var all []Second
	deadline := time.Now().Add(time.Minute)
	for len(all) < 2 && time.Now().Before(deadline) {
		all = append(all, c.Take()...)
		time.Sleep(50 * time.Millisecond)
	}
	if len(all) < 2 {
		t.Fatalf("%d seconds after a minute", len(all))
	}
	if all[1].At.Sub(all[0].At) != time.Second {
		t.Errorf("seconds begin at %s and %s", all[0].At, all[1].At)
	}
}

func TestCounters_Growth(t *testing.T) {
	read := func(stat, load, sched, self, cpu string) counters {
		c := counters{sum: map[string]float64{}, now: map[string]float64{}}
		c.stat(stat)
		c.load(load)
		c.schedule(sched)
		c.self(self)
		c.pressure("cpu", cpu)
		return c
	}
	was := read("cpu  100 0 100 500 50 0 10 0 0 0\ncpu0 1\ncpu1 1\nintr 5\n", "1 1 1 3/275 99\n",
		"version 15\ncpu0 0 0 0 0 0 0 7 1000000000 9\n", "7 (a) b) R 1 2 3 4 5 6 7 8 9 10 100 50 0", "some avg10=0 total=1000000\n")
	is := read("cpu  200 0 150 600 50 0 20 40 7 0\ncpu0 1\ncpu1 1\n", "1 1 1 9/275 99\n",
		"cpu0 0 0 0 0 0 0 7 3000000000 9\n", "7 (a) b) R 1 2 3 4 5 6 7 8 9 10 150 60 0", "some avg10=0 total=2500000\nfull avg10=0 total=0\n")
	m := growth(was, is, 2)
	for name, got := range map[string]struct {
		v    *float64
		want float64
	}{"cores": {m.Cores, 2}, "busy": {m.Busy, 1}, "steal": {m.Steal, 0.2}, "client": {m.Client, 0.3}, "runnable": {m.Runnable, 9}, "delay": {m.RunDelay, 1}} {
		if got.v == nil || math.Abs(*got.v-got.want) > 1e-9 {
			t.Errorf("%s: %v, want %g", name, got.v, got.want)
		}
	}
	if len(m.Pressure) != 1 || m.Pressure["cpu some"] != 0.75 {
		t.Errorf("pressure: %v", m.Pressure)
	}
	if none := growth(counters{}, counters{}, 1); none.Busy != nil || none.Cores != nil || len(none.Pressure) > 0 {
		t.Errorf("a kernel that tells nothing: %+v", none)
	}
}
