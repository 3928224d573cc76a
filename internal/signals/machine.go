package signals

import "firedrill/internal/record"

const (
	// StillFrom is the part of a second from which on the canary counts as having stood still in it: the 50 ms from which on a
	// request counts as sent late.
	StillFrom = 0.05
	// machineFull and machineShare say when a machine that stands still is the drill's own doing: it is full, and everything
	// outside the lab and the client uses less than this share of it.
	machineFull  = 0.9
	machineShare = 0.5
	// labKept is for how many seconds the last look at a container's processors stands in for one that is missing.
	labKept = 3
)

// Machine is what the machine was busy with, second by second since the record's start.
type Machine struct {
	Seconds []MachineSecond
}

// MachineSecond is one second of the machine. A figure that was not measured is 0.
type MachineSecond struct {
	Seen                                                                        bool // the canary was heard of this second
	TimerP50, TimerP99, TimerMax                                                float64
	LoopbackP50, LoopbackP99, LoopbackMax                                       float64 // ms, as those of the timer
	Stalled                                                                     float64 // seconds of it in which the canary stood still
	Cores, Busy, Steal, Client, Lab                                             float64 // processors: of the machine, in use by anything, stolen, used by the client, by the lab
	Runnable, RunDelay                                                          float64
	PressureCPU, PressureIO, PressureIOFull, PressureMemory, PressureMemoryFull float64 // parts of the second
}

// Others is how many processors neither the lab nor the client used.
func (s *MachineSecond) Others() float64 { return max(0, s.Busy-s.Lab-s.Client) }

// OwnDoing says that the machine is full of the drill's own work, as by a fault that burns processors.
func (s *MachineSecond) OwnDoing() bool {
	return s.Cores > 0 && s.Busy >= machineFull*s.Cores && s.Others() < machineShare*s.Cores
}

// Crowded says that the machine is full, and much of it is not the drill's.
func (s *MachineSecond) Crowded() bool {
	return s.Cores > 0 && s.Busy >= machineFull*s.Cores && s.Others() >= machineShare*s.Cores
}

// Still says that the client stood still for a part of the second that a user notices, by no doing of the drill.
func (s *MachineSecond) Still() bool { return s.Seen && s.Stalled >= StillFrom && !s.OwnDoing() }

// Touched says whether what happened to requests that were due from one time to another, in µs, may be the machine's doing: it
// stood still then, or in the second before, whose queue is still to be worked off, or in the one after, in which the answers come.
func (m *Machine) Touched(from, to int64) bool {
	if m == nil {
		return false
	}
	for i := max(0, from/second-1); i <= (to-1)/second+1 && i < int64(len(m.Seconds)); i++ {
		if m.Seconds[i].Still() {
			return true
		}
	}
	return false
}

// A machine may hurt requests for five times as long as it stood still: those that came meanwhile, those that waited for an answer
// before, and those that came while the queue was worked off. At half of its capacity, a server works a queue off in as long as it
// took to build up. Three parts of that lie in the second of the stall, one in each of its neighbours.
const ownFactor, nextFactor = 3, 1

// Part is the part of the requests that were due from one time to another, in µs, that may be hurt by the machine's doing: it
// follows from how long the machine stood still then, in the second before and in the one after.
func (m *Machine) Part(from, to int64) float64 {
	if m == nil || to <= from {
		return 0
	}
	hurt, first, last := 0.0, from/second, (to-1)/second
	for i := max(0, first-1); i <= last+1 && i < int64(len(m.Seconds)); i++ {
		factor := float64(ownFactor)
		if i < first || i > last {
			factor = nextFactor
		}
		if m.Seconds[i].Still() {
			hurt += factor * m.Seconds[i].Stalled
		}
	}
	return min(1, hurt*float64(second)/float64(to-from))
}

// Full says that the machine was full, and much of that not by the drill, in a second that lies in a stretch of time in µs, or in
// the second before.
func (m *Machine) Full(from, to int64) bool {
	if m == nil {
		return false
	}
	for i := max(0, from/second-1); i <= (to-1)/second && i < int64(len(m.Seconds)); i++ {
		if m.Seconds[i].Crowded() {
			return true
		}
	}
	return false
}

// MachineSeen sums the machine's seconds of a stretch of time up.
type MachineSeen struct {
	Seconds  int     // that were measured
	Still    int     // of these, in which the machine stood still by no doing of the drill
	Stalled  float64 // seconds in all in which it did
	Crowded  int     // of these, in which it was full of what is not the drill's
	TimerMax float64 // ms
	Loopback float64 // ms, the longest round trip
	Cores    float64 // of the machine
	Busy     float64 // processors, the mean of those in use
	Others   float64 // processors, the mean of what neither the lab nor the client used
	Runnable float64 // the mean
}

// Between sums the seconds up that begin in a stretch of time, in µs.
func (m *Machine) Between(from, to int64) MachineSeen {
	var sum MachineSeen
	if m == nil {
		return sum
	}
	for i := max(0, (from+second-1)/second); i*second < to && i < int64(len(m.Seconds)); i++ {
		sum.add(&m.Seconds[i])
	}
	if n := float64(sum.Seconds); n > 0 {
		sum.Busy, sum.Others, sum.Runnable = sum.Busy/n, sum.Others/n, sum.Runnable/n
	}
	return sum
}

// Fullness is the part of the seconds in which the machine was full of what is not the drill's.
func (m MachineSeen) Fullness() float64 {
	if m.Seconds == 0 {
		return 0
	}
	return float64(m.Crowded) / float64(m.Seconds)
}

func (m *MachineSeen) add(s *MachineSecond) {
	if !s.Seen {
		return
	}
	m.Seconds++
	m.Busy, m.Others, m.Runnable = m.Busy+s.Busy, m.Others+s.Others(), m.Runnable+s.Runnable
	m.Cores, m.TimerMax, m.Loopback = max(m.Cores, s.Cores), max(m.TimerMax, s.TimerMax), max(m.Loopback, s.LoopbackMax)
	if s.Still() {
		m.Still++
		m.Stalled += s.Stalled
	}
	if s.Crowded() {
		m.Crowded++
	}
}

// machineReader puts the machine's seconds together from gauges, which come in any order.
type machineReader struct {
	seconds []MachineSecond
	lab     map[string]map[int]float64 // processors, by service and second
}

// maxMachine bounds the seconds, whatever times a damaged file holds.
const maxMachine = 24 * 3600

func (r *machineReader) add(g *record.Gauge) {
	i := int(g.At / second)
	if i >= maxMachine {
		return
	}
	if g.Service == record.Machine {
		r.grow(i)
		r.seconds[i].set(g.Name, g.Value)
		return
	}
	if g.Name == record.GaugeCPU {
		if r.lab == nil {
			r.lab = map[string]map[int]float64{}
		}
		if r.lab[g.Service] == nil {
			r.lab[g.Service] = map[int]float64{}
		}
		r.lab[g.Service][i] = g.Value
	}
}

func (r *machineReader) grow(i int) {
	for len(r.seconds) <= i {
		r.seconds = append(r.seconds, MachineSecond{})
	}
}

// machine returns what was read, nil if nothing of the machine was.
func (r *machineReader) machine() *Machine {
	if len(r.seconds) == 0 {
		return nil
	}
	for _, looks := range r.lab {
		last, at := 0.0, -labKept-1
		for i := range r.seconds {
			if v, ok := looks[i]; ok {
				last, at = v, i
			}
			if i-at <= labKept {
				r.seconds[i].Lab += last
			}
		}
	}
	return &Machine{Seconds: r.seconds}
}

func (s *MachineSecond) set(name string, v float64) {
	into := map[string]*float64{
		record.GaugeTimerP50: &s.TimerP50, record.GaugeTimerP99: &s.TimerP99, record.GaugeTimerMax: &s.TimerMax,
		record.GaugeLoopbackP50: &s.LoopbackP50, record.GaugeLoopbackP99: &s.LoopbackP99, record.GaugeLoopbackMax: &s.LoopbackMax,
		record.GaugeStalled: &s.Stalled, record.GaugeCores: &s.Cores, record.GaugeBusyCores: &s.Busy, record.GaugeStealCores: &s.Steal,
		record.GaugeClientCores: &s.Client, record.GaugeRunnable: &s.Runnable, record.GaugeRunDelay: &s.RunDelay,
		record.GaugePressureCPU: &s.PressureCPU, record.GaugePressureIO: &s.PressureIO, record.GaugePressureIOFull: &s.PressureIOFull,
		record.GaugePressureMemory: &s.PressureMemory, record.GaugePressureMemoryFull: &s.PressureMemoryFull,
	}[name]
	if into != nil {
		*into = v
	}
	if name == record.GaugeStalled {
		s.Seen = true
	}
}
