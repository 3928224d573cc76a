package packet

import (
	"math"
	"math/rand/v2"
	"time"
)

// backlog is the most data that a rate may hold back, as a router's buffer would, before packets are lost.
const backlog = time.Second

// Schedule decides on the packets of one direction, one after another. The same spec, seed, sizes and times give the same
// decisions.
type Schedule struct {
	spec Spec
	rng  *rand.Rand
	bad  bool          // the channel is in the state in which all is lost (Gilbert)
	free time.Duration // when the rate's link has sent what it was given
}

// NewSchedule returns a schedule.
func NewSchedule(s Spec, seed uint64) *Schedule {
	return &Schedule{spec: s, rng: rand.New(rand.NewPCG(seed, 0x66697265))}
}

// Fate is the decision on a packet.
type Fate struct {
	Lost     bool
	Overflow bool          // lost because the backlog was full
	Corrupt  bool          // a bit is to be flipped
	At       time.Duration // when it goes on
}

// Next decides on the next packet, with its length in bytes and its arrival time.
func (s *Schedule) Next(now time.Duration, size int) Fate {
	if s.lost() {
		return Fate{Lost: true, At: now}
	}
	f := Fate{Corrupt: s.chance(s.spec.Corrupt), At: now}
	if s.spec.Rate > 0 {
		begin := max(now, s.free)
		if begin-now > backlog {
			return Fate{Lost: true, Overflow: true, At: now}
		}
		s.free = begin + time.Duration(float64(size)*8/float64(s.spec.Rate)*float64(time.Second))
		f.At = s.free
	}
	if !s.chance(s.spec.Reorder) {
		f.At += s.delay()
	}
	return f
}

// Bit selects the bit to flip in a packet. It is after the network header, which was checked before an incoming packet is
// seen here, so that the checksum of the transport detects it.
func (s *Schedule) Bit(packet []byte) (at int, mask byte) {
	from := networkHeader(packet)
	if from >= len(packet) {
		from = 0
	}
	return from + s.rng.IntN(len(packet)-from), 1 << s.rng.IntN(8)
}

// networkHeader is the length of a packet's IP header.
func networkHeader(packet []byte) int {
	switch {
	case len(packet) == 0:
		return 0
	case packet[0]>>4 == 6:
		return 40
	}
	return int(packet[0]&0xf) * 4
}

// chance draws nothing for a probability of 0, so that one damage does not shift the random numbers of the others.
func (s *Schedule) chance(p float64) bool { return p > 0 && s.rng.Float64() < p }

// lost decides on a loss: each packet independently, or in runs. The runs are Gilbert's channel (Bell System Technical
// Journal 39, 1960) with no loss in the good state and all packets lost in the bad one. Runs of mean length b come from leaving the
// bad state with r = 1/b, and a share p of lost packets from entering it with p*r/(1-p).
func (s *Schedule) lost() bool {
	if s.spec.Burst <= 1 {
		return s.chance(s.spec.Loss)
	}
	leave := 1 / s.spec.Burst
	if s.bad {
		s.bad = !s.chance(leave)
	} else {
		s.bad = s.chance(entry(s.spec.Loss, s.spec.Burst))
	}
	return s.bad
}

// entry is the probability to enter the bad state.
func entry(loss, burst float64) float64 { return loss / burst / (1 - loss) }

// possible reports whether runs of that mean length can make up such a share: short runs cannot make up a large one.
func possible(loss, burst float64) bool { return entry(loss, burst) <= 1 }

// delay draws one delay, which is never negative.
func (s *Schedule) delay() time.Duration {
	d := float64(s.spec.Delay) + float64(s.spec.Jitter)*s.deviation()
	return time.Duration(max(0, d))
}

// deviation draws the deviation of a delay, in units of the jitter.
func (s *Schedule) deviation() float64 {
	if s.spec.Jitter == 0 {
		return 0
	}
	switch s.spec.Distribution {
	case "normal":
		return s.rng.NormFloat64()
	case "pareto":
		// A heavy tail of shape 3, moved to mean 0 and scaled to deviation 1: mean 3/2 and variance 3/4 for a scale of 1.
		x := math.Pow(1-s.rng.Float64(), -1.0/3)
		return (x - 1.5) / math.Sqrt(0.75)
	}
	return 2*s.rng.Float64() - 1
}
