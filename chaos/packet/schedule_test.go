package packet

import (
	"math"
	"reflect"
	"testing"
	"time"
)

// fates schedules n packets of that size, one every millisecond.
func fates(s Spec, seed uint64, n, size int) []Fate {
	sched := NewSchedule(s, seed)
	list := make([]Fate, n)
	for i := range list {
		list[i] = sched.Next(time.Duration(i)*time.Millisecond, size)
	}
	return list
}

func share(list []Fate, is func(Fate) bool) float64 {
	n := 0
	for _, f := range list {
		if is(f) {
			n++
		}
	}
	return float64(n) / float64(len(list))
}

func lost(f Fate) bool { return f.Lost }

// delays are how long each packet is held, of which the clock in fates is taken off.
func delays(list []Fate) (mean, deviation, least, most time.Duration) {
	var sum, squares float64
	least = math.MaxInt64
	for i, f := range list {
		d := f.At - time.Duration(i)*time.Millisecond
		sum += float64(d)
		squares += float64(d) * float64(d)
		least, most = min(least, d), max(most, d)
	}
	n := float64(len(list))
	return time.Duration(sum / n), time.Duration(math.Sqrt(squares/n - sum*sum/n/n)), least, most
}

func TestTheSameSeedGivesTheSameFates(t *testing.T) {
	s := Spec{Loss: 0.1, Burst: 3, Delay: time.Millisecond, Jitter: time.Millisecond, Corrupt: 0.1, Rate: 1e6}
	if !reflect.DeepEqual(fates(s, 7, 1000, 100), fates(s, 7, 1000, 100)) {
		t.Error("the same seed gave other fates")
	}
	if reflect.DeepEqual(fates(s, 7, 1000, 100), fates(s, 8, 1000, 100)) {
		t.Error("another seed gave the same fates")
	}
}

func TestADelayHoldsEachPacketAsLong(t *testing.T) {
	for i, f := range fates(Spec{Delay: 100 * time.Millisecond}, 1, 10, 100) {
		if want := time.Duration(i)*time.Millisecond + 100*time.Millisecond; f != (Fate{At: want}) {
			t.Errorf("packet %d: %+v, want it at %s", i, f, want)
		}
	}
}

func TestJitterSpreadsTheDelay(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		distribution string
		deviation    time.Duration
		least, most  time.Duration
	}{
		{"", 5774 * time.Microsecond, 90 * ms, 110 * ms}, // 10 ms over the root of 3
		{"uniform", 5774 * time.Microsecond, 90 * ms, 110 * ms},
		{"normal", 10 * ms, 0, 200 * ms},
		{"pareto", 10 * ms, 94226 * time.Microsecond, time.Second},
	} {
		mean, deviation, least, most := delays(fates(Spec{Delay: 100 * ms, Jitter: 10 * ms, Distribution: c.distribution}, 1, 200_000, 100))
		if (mean - 100*ms).Abs() > 200*time.Microsecond {
			t.Errorf("%q: mean %s", c.distribution, mean)
		}
		if ratio := float64(deviation) / float64(c.deviation); ratio < 0.85 || ratio > 1.15 {
			t.Errorf("%q: deviation %s, want %s", c.distribution, deviation, c.deviation)
		}
		if least < c.least || most > c.most {
			t.Errorf("%q: from %s to %s", c.distribution, least, most)
		}
	}
}

func TestADelayIsNeverNegative(t *testing.T) {
	if _, _, least, _ := delays(fates(Spec{Jitter: 10 * time.Millisecond}, 1, 1000, 100)); least != 0 {
		t.Errorf("least %s", least)
	}
}

func TestLossIsOfTheShareAskedFor(t *testing.T) {
	const n = 200_000
	for _, c := range []struct{ loss, burst float64 }{{0.05, 0}, {0.2, 0}, {0.05, 1}, {0.05, 5}, {0.2, 10}, {1, 0}} {
		list := fates(Spec{Loss: c.loss, Burst: c.burst}, 1, n, 100)
		// Runs are fewer independent draws than packets, by about twice their length.
		sigma := math.Sqrt(c.loss * (1 - c.loss) / n * max(1, 2*c.burst))
		if got := share(list, lost); math.Abs(got-c.loss) > 4*sigma {
			t.Errorf("loss %v in runs of %v: got %v", c.loss, c.burst, got)
		}
		if c.burst > 1 {
			if got := meanRun(list); math.Abs(got-c.burst) > 0.1*c.burst {
				t.Errorf("loss %v in runs of %v: mean run %v", c.loss, c.burst, got)
			}
		}
	}
}

func meanRun(list []Fate) float64 {
	packets, runs, before := 0, 0, false
	for _, f := range list {
		if f.Lost {
			packets++
			if !before {
				runs++
			}
		}
		before = f.Lost
	}
	return float64(packets) / float64(runs)
}

func TestReorderLetsSomeSkipTheDelay(t *testing.T) {
	list := fates(Spec{Delay: time.Second, Reorder: 0.25}, 1, 100_000, 100)
	i := -1
	got := share(list, func(f Fate) bool { i++; return f.At == time.Duration(i)*time.Millisecond })
	if math.Abs(got-0.25) > 0.01 {
		t.Errorf("%v skipped it", got)
	}
}

func TestARateSpacesPacketsOut(t *testing.T) {
	s := NewSchedule(Spec{Rate: 8000}, 1) // a byte a millisecond
	for i, want := range []time.Duration{100, 200, 300} {
		if f := s.Next(0, 100); f.At != want*time.Millisecond {
			t.Errorf("packet %d goes on at %s", i, f.At)
		}
	}
	if f := s.Next(10*time.Second, 100); f.At != 10100*time.Millisecond {
		t.Errorf("after a pause: %s", f.At)
	}
}

func TestARateLosesWhatItsBacklogHasNoRoomFor(t *testing.T) {
	s := NewSchedule(Spec{Rate: 8000}, 1)
	n := 0
	for !s.Next(0, 100).Overflow {
		if n++; n > 1000 {
			t.Fatal("the backlog has no end")
		}
	}
	if n != 11 {
		t.Errorf("it took %d packets of 100 ms, want those of a second and the one under way", n)
	}
}

func TestCorruptSparesTheNetworkHeader(t *testing.T) {
	s := NewSchedule(Spec{Corrupt: 1}, 1)
	for _, c := range []struct {
		first      byte
		size, from int
	}{{0x45, 21, 20}, {0x45, 1500, 20}, {0x46, 1500, 24}, {0x60, 1500, 40}, {0x45, 20, 0}, {0x60, 30, 0}, {0, 1, 0}} {
		packet := make([]byte, c.size)
		packet[0] = c.first
		for range 1000 {
			if at, mask := s.Bit(packet); at < c.from || at >= c.size || mask == 0 || mask&(mask-1) != 0 {
				t.Fatalf("%+v: byte %d, mask %08b", c, at, mask)
			}
		}
	}
}

func TestHeldPacketsGoOnByTheirTimesThenByTheirOrder(t *testing.T) {
	var w waiting
	for i, due := range []time.Duration{30, 10, 20, 10} {
		w.add(held{id: uint32(i), due: due})
	}
	if _, ok := w.take(9); ok {
		t.Error("one went too early")
	}
	var got []uint32
	for h, ok := w.take(25); ok; h, ok = w.take(25) {
		got = append(got, h.id)
	}
	if !reflect.DeepEqual(got, []uint32{1, 3, 2}) {
		t.Errorf("got %v", got)
	}
	if due, any := w.next(); !any || due != 30 {
		t.Errorf("next at %d, %t", due, any)
	}
}
