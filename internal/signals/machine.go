package signals

import "firedrill/internal/record"

const (
	// StillFrom is the part of a second for which the canary must stall for the second to count as still. It equals the
	// 50 ms after which a request counts as sent late.
	StillFrom = 0.05
	// machineFull and machineShare define when a stall is caused by the drill itself: the machine is full, and the use
	// outside the lab and the client is below this share of it.
	machineFull  = 0.9
	machineShare = 0.5
	// labKept is the number of seconds for which a container's last CPU reading replaces missing ones.
	labKept = 3
)

// Machine is the load of the machine, second by second since the record's start.
type Machine struct {
	Seconds []MachineSecond
}

// MachineSecond is one second of the machine. A value that was not measured is 0.
type MachineSecond struct {
	Seen                                                                        bool // the canary reported in this second
	TimerP50, TimerP99, TimerMax                                                float64
	LoopbackP50, LoopbackP99, LoopbackMax                                       float64 // ms, like those of the timer
	Stalled                                                                     float64 // seconds for which the canary stalled
	Cores, Busy, Steal, Client, Lab                                             float64 // CPUs: of the machine, in use in total, stolen, used by the client, used by the lab
	Runnable, RunDelay                                                          float64
	PressureCPU, PressureIO, PressureIOFull, PressureMemory, PressureMemoryFull float64 // fractions of the second
}

// Others returns the number of CPUs used by neither the lab nor the client.
func (s *MachineSecond) Others() float64 { return max(0, s.Busy-s.Lab-s.Client) }

// OwnDoing reports that the machine is full because of the drill's own work, such as a fault that burns CPU.
func (s *MachineSecond) OwnDoing() bool {
	return s.Cores > 0 && s.Busy >= machineFull*s.Cores && s.Others() < machineShare*s.Cores
}

// Crowded reports that the machine is full, and that much of the load is not the drill's.
func (s *MachineSecond) Crowded() bool {
	return s.Cores > 0 && s.Busy >= machineFull*s.Cores && s.Others() >= machineShare*s.Cores
}

// Still reports that the client stalled long enough for users to notice, and not because of the drill.
func (s *MachineSecond) Still() bool { return s.Seen && s.Stalled >= StillFrom && !s.OwnDoing() }

// Touched reports whether the machine may have affected requests due in a time range in µs: it stood still in that
// range, in the second before, whose queue is still being worked off, or in the second after, in which answers arrive.
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

// A stall may hurt requests for five times its length: those that arrived during it, those that waited for an answer
// before it, and those that arrived while the queue was worked off. At half of its capacity, a server works off a queue
// in the time that it took to build up. Three of these five parts lie in the second of the stall, one in each
// neighbour.
const ownFactor, nextFactor = 3, 1

// Part returns the part of the requests due in a time range in µs that the machine may have hurt. It is derived from
// the length of the stalls in that range, in the second before and in the second after.
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

// Full reports that the machine was full, and not because of the drill, in a second of a time range in µs or in the
// second before.
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

// MachineSeen sums up the machine's seconds of a time range.
type MachineSeen struct {
	Seconds  int     // measured seconds
	Still    int     // seconds in which the machine stood still, not because of the drill
	Stalled  float64 // total stall time in seconds
	Crowded  int     // seconds in which it was full of other work
	TimerMax float64 // ms
	Loopback float64 // ms, the longest round trip
	Cores    float64 // CPUs of the machine
	Busy     float64 // CPUs in use, mean
	Others   float64 // CPUs used by neither the lab nor the client, mean
	Runnable float64 // mean
}

// Between sums up the seconds that begin in a time range in µs.
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

// Fullness returns the part of the seconds in which the machine was full of other work.
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

// machineReader assembles the machine's seconds from gauges in any order.
type machineReader struct {
	seconds []MachineSecond
	lab     map[string]map[int]float64 // CPUs, by service and second
}

// maxMachine bounds the number of seconds, whatever times a damaged file holds.
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

// machine returns the seconds that were read, nil if there are none.
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
