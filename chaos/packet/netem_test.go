package packet

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"
	"time"
)

// part is one attribute of netem's options.
type part struct {
	kind uint16
	data []byte
}

func parts(t *testing.T, b []byte) (list []part) {
	t.Helper()
	for len(b) > 0 {
		n := int(binary.NativeEndian.Uint16(b))
		if n < 4 || n > len(b) {
			t.Fatalf("%d bytes are left, and an attribute of %d", len(b), n)
		}
		list = append(list, part{binary.NativeEndian.Uint16(b[2:]), b[4:n]})
		b = b[min((n+3)&^3, len(b)):]
	}
	return list
}

// What tc sends for the same, by linux/pkt_sched.h: a tick is 64 ns, a share is of 2^32-1.
func TestNetemIsToldWhatASpecAsksFor(t *testing.T) {
	all, half, fifth, twentieth := uint32(math.MaxUint32), uint32(1<<31), uint32(858993459), uint32(214748365)
	for _, c := range []struct {
		name string
		spec Spec
		head []uint32 // latency, limit, loss, gap, duplicate, jitter
		rest []part
	}{
		{"a delay", Spec{Delay: 100 * time.Millisecond}, []uint32{1562500, 20000, 0, 0, 0, 0}, []part{{10, long(100_000_000)}}},
		{"a short delay keeps netem's own room", Spec{Delay: time.Millisecond}, []uint32{15625, 1000, 0, 0, 0, 0}, []part{{10, long(1_000_000)}}},
		{"a long delay has its bound", Spec{Delay: time.Minute}, []uint32{937500000, 100000, 0, 0, 0, 0}, []part{{10, long(60_000_000_000)}}},
		{"jitter", Spec{Delay: 10 * time.Millisecond, Jitter: 5 * time.Millisecond, Distribution: "uniform"},
			[]uint32{156250, 6000, 0, 0, 0, 78125}, []part{{10, long(10_000_000)}, {11, long(5_000_000)}}},
		{"loss", Spec{Loss: 0.2}, []uint32{0, 1000, fifth, 0, 0, 0}, nil},
		{"all is lost", Spec{Loss: 1}, []uint32{0, 1000, all, 0, 0, 0}, nil},
		{"bursts: enter 0.05, leave 0.2", Spec{Loss: 0.2, Burst: 5}, []uint32{0, 1000, 0, 0, 0, 0},
			[]part{{0x8000 | 5, attribute(2, words(twentieth, fifth, 0, 0))}}},
		{"corrupt and duplicate", Spec{Corrupt: 0.5, Duplicate: 0.5}, []uint32{0, 1000, 0, 0, half, 0}, []part{{4, words(half, 0)}}},
		{"reorder", Spec{Delay: 10 * time.Millisecond, Reorder: 0.5}, []uint32{156250, 2000, 0, 1, 0, 0},
			[]part{{10, long(10_000_000)}, {3, words(half, 0)}}},
		{"a rate holds a second back", Spec{Rate: 120_000_000}, []uint32{0, 10000, 0, 0, 0, 0}, []part{{6, words(15_000_000, 0, 0, 0)}}},
		{"a slow line holds no more", Spec{Rate: 64_000}, []uint32{0, 10, 0, 0, 0, 0}, []part{{6, words(8000, 0, 0, 0)}}},
		{"a rate of more than 32 bits", Spec{Rate: 80e9}, []uint32{0, 100000, 0, 0, 0, 0},
			[]part{{8, long(10_000_000_000)}, {6, words(all, 0, 0, 0)}}},
	} {
		b := netemOptions(c.spec, 7)
		if got := string(b[:24]); got != string(words(c.head...)) {
			t.Errorf("%s: it begins with %v, want %v", c.name, b[:24], words(c.head...))
		}
		want := slices.Concat(c.rest, []part{{14, long(7)}})
		got := parts(t, b[24:])
		if len(got) != len(want) {
			t.Errorf("%s: got attributes %v, want %v", c.name, got, want)
			continue
		}
		for i := range want {
			if got[i].kind != want[i].kind || string(got[i].data) != string(want[i].data) {
				t.Errorf("%s: attribute %d is %v, want %v", c.name, i, got[i], want[i])
			}
		}
	}
}

// A table's mean and deviation are those of what it stands for: 0 and 1 in units of the jitter.
func TestADistributionIsWhatItsNameSays(t *testing.T) {
	for name, off := range map[string]float64{"normal": 0.01, "pareto": 0.3} { // the tail of pareto is cut
		b := netemOptions(Spec{Delay: time.Second, Jitter: time.Millisecond, Distribution: name}, 1)
		var table []byte
		for _, p := range parts(t, b[24:]) {
			if p.kind == netemDist {
				table = p.data
			}
		}
		var sum, squares float64
		n := float64(len(table) / 2)
		for i := 0; i < len(table); i += 2 {
			x := float64(int16(binary.NativeEndian.Uint16(table[i:]))) / distScale
			sum, squares = sum+x, squares+x*x
		}
		mean, deviation := sum/n, math.Sqrt(squares/n-sum*sum/n/n)
		if n != distLength || math.Abs(mean) > off || math.Abs(deviation-1) > off {
			t.Errorf("%s: %v entries, mean %.3f, deviation %.3f", name, n, mean, deviation)
		}
	}
}
