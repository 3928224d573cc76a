package packet

import (
	"encoding/binary"
	"math"
	"time"
)

// Attributes of the kernel's network emulator, from linux/pkt_sched.h; tc-netem(8) documents them.
const (
	netemDist      = 2  // TCA_NETEM_DELAY_DIST: deviations, 16 bits each, in units of 1/8192 of the jitter
	netemReorder   = 3  // TCA_NETEM_REORDER: struct tc_netem_reorder
	netemCorrupt   = 4  // TCA_NETEM_CORRUPT: struct tc_netem_corrupt
	netemLoss      = 5  // TCA_NETEM_LOSS: nested, of which netemGE is one
	netemRate      = 6  // TCA_NETEM_RATE: struct tc_netem_rate, bytes a second
	netemRate64    = 8  // TCA_NETEM_RATE64: for what 32 bits don't hold
	netemLatency64 = 10 // TCA_NETEM_LATENCY64: nanoseconds
	netemJitter64  = 11 // TCA_NETEM_JITTER64: nanoseconds
	netemSeed      = 14 // TCA_NETEM_PRNG_SEED; older kernels pass it over

	netemGE = 2       // NETEM_LOSS_GE: struct tc_netem_gemodel
	nested  = 1 << 15 // NLA_F_NESTED

	distScale  = 8192 // NETEM_DIST_SCALE
	distLength = 4096 // as tc's own tables
	tickShift  = 6    // PSCHED_SHIFT: a tick is 64 ns
)

// netemOptions encodes a spec for outgoing packets: struct tc_netem_qopt, then attributes.
func netemOptions(s Spec, seed uint64) []byte {
	loss, gap := chance32(s.Loss), uint32(0)
	if s.Burst > 1 {
		loss = 0 // the model below draws it
	}
	if s.Reorder > 0 {
		gap = 1 // of each packet it is drawn whether it skips the delay
	}
	b := words(ticks(s.Delay), room(s), loss, gap, chance32(s.Duplicate), ticks(s.Jitter))
	add := func(wanted bool, kind uint16, data []byte) {
		if wanted {
			b = append(b, attribute(kind, data)...)
		}
	}
	add(s.Delay > 0, netemLatency64, long(uint64(s.Delay)))
	add(s.Jitter > 0, netemJitter64, long(uint64(s.Jitter)))
	add(s.Jitter > 0 && spread[s.Distribution] != nil, netemDist, distribution(spread[s.Distribution]))
	add(s.Burst > 1, netemLoss|nested, attribute(netemGE, gilbert(s)))
	add(s.Corrupt > 0, netemCorrupt, words(chance32(s.Corrupt), 0))
	add(s.Reorder > 0, netemReorder, words(chance32(s.Reorder), 0))
	bytesPerSecond := uint64(s.Rate / 8)
	add(bytesPerSecond > math.MaxUint32, netemRate64, long(bytesPerSecond))
	add(s.Rate > 0, netemRate, words(uint32(min(bytesPerSecond, math.MaxUint32)), 0, 0, 0))
	add(true, netemSeed, long(seed))
	return b
}

// gilbert encodes the channel of Schedule.lost for netem: the probabilities to enter and to leave the bad state, the share
// that passes in the bad state, and the share that is lost in the good state.
func gilbert(s Spec) []byte {
	return words(chance32(entry(s.Loss, s.Burst)), chance32(1/s.Burst), 0, 0)
}

const (
	leastRoom = 1000    // packets: netem's own limit
	mostRoom  = 100_000 // what they cost in memory has a bound
	fastest   = 200_000 // packets a second that a delay is to let through
	fullSized = 1500    // bytes of a packet on a line that is full
	leastLine = 10      // packets that wait for the slowest line
)

// room is how many packets may wait. Netem also counts delayed packets, so its default of 1000 would limit the throughput to
// 1000/delay packets a second. A line with a rate holds back as much as Schedule does.
func room(s Spec) uint32 {
	wait := (s.Delay + 4*s.Jitter).Seconds()
	if s.Rate > 0 {
		n := float64(s.Rate) / 8 / fullSized * (backlog.Seconds() + wait)
		return uint32(min(max(n, leastLine), mostRoom))
	}
	return uint32(min(max(wait*fastest, leastRoom), mostRoom))
}

// spread has the distributions other than netem's own uniform one: the quantile function for a share p, in units of the jitter. They
// equal those of Schedule.deviation.
var spread = map[string]func(p float64) float64{
	"normal": func(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) },
	"pareto": func(p float64) float64 { return (math.Pow(1-p, -1.0/3) - 1.5) / math.Sqrt(0.75) },
}

// distribution is a table of deviations from which netem draws. A deviation of more than four times the jitter does not fit 16 bits, and is cut.
func distribution(at func(p float64) float64) []byte {
	if at == nil {
		return nil
	}
	var b []byte
	for i := range distLength {
		x := math.Round(distScale * at((float64(i)+0.5)/distLength))
		b = binary.NativeEndian.AppendUint16(b, uint16(int16(max(min(x, math.MaxInt16), math.MinInt16))))
	}
	return b
}

// chance32 is a share as the kernel uses it: of 2^32-1.
func chance32(share float64) uint32 { return uint32(math.Round(share * math.MaxUint32)) }

func ticks(d time.Duration) uint32 { return uint32(d.Nanoseconds() >> tickShift) }

func words(list ...uint32) []byte {
	var b []byte
	for _, w := range list {
		b = binary.NativeEndian.AppendUint32(b, w)
	}
	return b
}

func long(n uint64) []byte { return binary.NativeEndian.AppendUint64(nil, n) }
