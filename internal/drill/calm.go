package drill

import (
	"fmt"
	"strings"
	"sync"

	"firedrill/internal/canary"
	"firedrill/internal/grade"
	"firedrill/internal/record"
	"firedrill/internal/signals"
)

const (
	microseconds = int64(1e6) // in a second, the unit of the calm windows
	// stalledLimit is the highest share of a baseline in which the canary may be stalled.
	stalledLimit = 0.05
	// fullLimit is the share of the machine's processors above which it is full. othersLimit is the share that other
	// programs may use of a full machine before it counts as busy.
	fullLimit, othersLimit = 0.9, 0.5
)

// calm counts, per second since the record's start, what decides whether a baseline can be trusted.
type calm struct {
	mu      sync.Mutex
	seconds []calmSecond
	latest  int // latest second with a canary measurement; 0: none
}

// calmSecond is one second of requests, by due time.
type calmSecond struct {
	scheduled, late, dropped, failed int

	measured                          bool
	stalled, cores, busy, client, lab float64
}

func (c *calm) at(us int64) *calmSecond {
	i := int(max(0, us) / microseconds)
	for len(c.seconds) <= i {
		c.seconds = append(c.seconds, calmSecond{})
	}
	return &c.seconds[i]
}

// samples counts a batch of requests.
func (c *calm) samples(batch []record.Sample) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range batch {
		s, one := c.at(batch[i].Due), &batch[i]
		s.scheduled++
		switch {
		case one.Sent == record.Absent:
			s.dropped++
		case one.Class != "":
			s.failed++
		}
		if one.Sent != record.Absent && one.Sent-one.Due > signals.LateAfter.Microseconds() {
			s.late++
		}
	}
}

// machine adds the canary's measurement of the second that began at offset at.
func (c *calm) machine(at int64, m *canary.Second) {
	if at < 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.at(at)
	s.measured, s.stalled = true, m.Stalled
	s.cores, s.busy, s.client = value(m.Machine.Cores), value(m.Machine.Busy), value(m.Machine.Client)
	c.latest = int(at / microseconds)
}

// lab adds the lab containers' usage as the engine reports it.
func (c *calm) lab(at int64, all []record.Gauge) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.at(at)
	s.lab = 0
	for _, g := range all {
		if g.Name == record.GaugeCPU {
			s.lab += g.Value
		}
	}
}

func value(v *float64) float64 {
	if v == nil {
		return 0
	}
	return *v
}

// window sums up the seconds from (inclusive) to to (exclusive).
func (c *calm) window(from, to int) calmWindow {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := calmWindow{seconds: to - from}
	lab := 0.0
	for i := max(0, from); i < min(to, len(c.seconds)); i++ {
		s := c.seconds[i]
		w.scheduled, w.late, w.dropped, w.failed = w.scheduled+s.scheduled, w.late+s.late, w.dropped+s.dropped, w.failed+s.failed
		if s.lab > 0 {
			lab = s.lab
		}
		if s.measured {
			w.measured++
			w.stalled, w.cores, w.busy = w.stalled+s.stalled, max(w.cores, s.cores), w.busy+s.busy
			w.others += max(0, s.busy-s.client-lab)
		}
	}
	if w.measured > 0 {
		w.busy, w.others = w.busy/float64(w.measured), w.others/float64(w.measured)
	}
	return w
}

// busyNow describes briefly what keeps the machine busy, or returns "" if nothing relevant does.
func (c *calm) busyNow() string {
	w := c.window(max(0, c.last()-2), c.last()+1)
	if !w.crowded() && w.stalled < stalledLimit*float64(w.measured) {
		return ""
	}
	return strings.Join(w.machineFacts(), ", ")
}

func (c *calm) last() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.latest
}

// calmWindow is the sum of a few seconds.
type calmWindow struct {
	seconds, measured                int
	scheduled, late, dropped, failed int
	stalled                          float64 // total seconds
	cores, busy, others              float64 // processors; busy and others are means
}

func (w calmWindow) part(n int) float64 {
	if w.scheduled == 0 {
		return 0
	}
	return float64(n) / float64(w.scheduled)
}

// held, healthy and steady are the conditions of a usable baseline: the gates of a grade, and a canary that is on
// time.
func (w calmWindow) held() bool    { return w.part(w.late+w.dropped) < signals.HeldLimit }
func (w calmWindow) healthy() bool { return w.part(w.failed+w.dropped) <= signals.HealthyLimit }
func (w calmWindow) steady() bool {
	return w.measured == 0 || w.stalled < stalledLimit*float64(w.measured)
}

// crowded reports that the machine is full and other programs use much of it.
func (w calmWindow) crowded() bool {
	return w.cores > 0 && w.busy >= fullLimit*w.cores && w.others >= othersLimit*w.cores
}

// calm reports whether a baseline of these seconds passes the gates.
func (w calmWindow) calm() bool { return w.scheduled > 0 && w.held() && w.healthy() && w.steady() }

// problem explains why a baseline of these seconds cannot be used. Failing requests are blamed on the lab, unless the
// canary or the processor usage shows that the machine is busy. If the load was not held and neither shows it, the
// drill's own load exceeds the machine.
func (w calmWindow) problem() *InvalidError {
	busy := !w.steady() || w.crowded()
	facts := strings.Join(append(w.loadFacts(), w.machineFacts()...), ", ")
	switch {
	case busy:
		return &InvalidError{record.CodeMachineBusy, "this machine is too busy: " + facts}
	case w.scheduled == 0:
		return &InvalidError{record.CodeLoadNotHeld, fmt.Sprintf("the load was not held: no request finished in %d s", w.seconds)}
	case !w.healthy():
		return &InvalidError{record.CodeBaselineUnhealthy, fmt.Sprintf("the baseline is not healthy: %s of %s requests failed before any fault (limit %s)",
			grade.Percent(w.part(w.failed+w.dropped)), grade.Thousands(int64(w.scheduled)), grade.Percent(signals.HealthyLimit))}
	}
	return &InvalidError{record.CodeLoadNotHeld, "the load was not held: " + facts}
}

func (w calmWindow) loadFacts() []string {
	if w.held() {
		return nil
	}
	return []string{fmt.Sprintf("%s of the requests of %d s were sent more than %d ms late or not at all (limit %s)",
		grade.Percent(w.part(w.late+w.dropped)), w.seconds, signals.LateAfter.Milliseconds(), grade.Percent(signals.HeldLimit))}
}

func (w calmWindow) machineFacts() []string {
	var facts []string
	if !w.steady() {
		facts = append(facts, fmt.Sprintf("the client stood still for %.1f of %d s", w.stalled, w.measured))
	}
	if w.cores > 0 {
		facts = append(facts, fmt.Sprintf("%.1f of %.0f processors are in use, %.1f of them by other programs", w.busy, w.cores, w.others))
	}
	return facts
}
