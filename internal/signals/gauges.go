package signals

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"firedrill/internal/record"
)

const (
	// gaugeSteps is the maximum number of time steps for which gauges are kept.
	gaugeSteps = 600
	// maxGauges is the maximum number of different gauges in a record.
	maxGauges = 256
	// AtLimit is the part of its limit at which a resource counts as exhausted.
	AtLimit = 0.95
)

// Gauges holds the resource usage of the services over the drill, in time steps.
type Gauges struct {
	Step int64 // µs: one second, or more in a drill of over ten minutes
	All  []*Gauge
}

// Gauge is one number of one service.
type Gauge struct {
	Service, Name string
	Values        []float64            // mean of each step since the record's start; NaN without data
	Limits        []float64            // last limit in each step, 0 for none
	Phases        map[string]GaugeSeen // by phase
	counts        []int
}

// GaugeSeen summarises a gauge in one phase.
type GaugeSeen struct {
	Looks int     // number of readings
	Full  int     // readings at or above AtLimit of the limit
	Mean  float64 // mean value
	Max   float64
	Limit float64 // when the value was nearest to it; 0 for none
	Share float64 // highest part of the limit in use; 0 without a limit
}

// Find returns a gauge by service and name, nil if there is none.
func (g *Gauges) Find(service, name string) *Gauge {
	if g == nil {
		return nil
	}
	for _, one := range g.All {
		if one.Service == service && one.Name == name {
			return one
		}
	}
	return nil
}

// Named returns the gauges with a name, sorted by service.
func (g *Gauges) Named(name string) []*Gauge {
	var all []*Gauge
	if g == nil {
		return nil
	}
	for _, one := range g.All {
		if one.Name == name {
			all = append(all, one)
		}
	}
	return all
}

// Shares returns the values as parts of their limits, step by step; NaN where there is no value or no limit.
func (g *Gauge) Shares() []float64 {
	shares := make([]float64, len(g.Values))
	for i, v := range g.Values {
		if shares[i] = math.NaN(); g.Limits[i] > 0 {
			shares[i] = v / g.Limits[i]
		}
	}
	return shares
}

// Between returns the mean over the steps whose middle lies in a time range in seconds. If there are none, it uses the
// step in which the range begins. It returns NaN without data.
func (g *Gauges) Between(steps []float64, from, to float64) float64 {
	step := float64(g.Step) / float64(second)
	first, last := int(math.Ceil(from/step-0.5)), int(math.Ceil(to/step-0.5)) // the last index is exclusive
	if first >= last {
		first = int(from / step)
		last = first + 1
	}
	sum, n := 0.0, 0
	for i := max(0, first); i < min(last, len(steps)); i++ {
		if v := steps[i]; !math.IsNaN(v) {
			sum += v
			n++
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return sum / float64(n)
}

// readGauges reads the record's gauges in constant memory.
func (w *Windows) readGauges(r *record.Record) error {
	if len(w.Phases) == 0 {
		return nil
	}
	end := w.Phases[len(w.Phases)-1].End
	g := &Gauges{Step: max(second, (end+gaugeSteps-1)/gaugeSteps)}
	index := map[[2]string]*Gauge{}
	var machine machineReader
	err := r.Gauges(func(one *record.Gauge) error {
		if one.At >= end {
			return nil // the load is over
		}
		machine.add(one)
		key := [2]string{one.Service, one.Name}
		known := index[key]
		if known == nil {
			if len(index) == maxGauges {
				return fmt.Errorf("record %q: more than %d different gauges", r.Dir, maxGauges)
			}
			known = &Gauge{Service: one.Service, Name: one.Name, Phases: map[string]GaugeSeen{}}
			index[key] = known
			g.All = append(g.All, known)
		}
		known.add(one, int(one.At/g.Step), w.at(one.At))
		return nil
	})
	if err != nil || len(g.All) == 0 {
		return err
	}
	w.Machine = machine.machine()
	steps := int((end + g.Step - 1) / g.Step)
	for _, one := range g.All {
		one.grow(steps)
		for i, n := range one.counts {
			if n == 0 {
				one.Values[i] = math.NaN()
			}
		}
	}
	slices.SortStableFunc(g.All, func(a, b *Gauge) int { return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Name, b.Name)) })
	w.Gauges = g
	return nil
}

func (g *Gauge) grow(steps int) {
	for len(g.Values) < steps {
		g.Values, g.Limits, g.counts = append(g.Values, 0), append(g.Limits, 0), append(g.counts, 0)
	}
}

func (g *Gauge) add(one *record.Gauge, step int, p *Phase) {
	g.grow(step + 1)
	n := float64(g.counts[step])
	g.Values[step] = (g.Values[step]*n + one.Value) / (n + 1)
	g.Limits[step] = one.Limit
	g.counts[step]++
	if p == nil {
		return
	}
	s := g.Phases[p.Name]
	s.Mean = (s.Mean*float64(s.Looks) + one.Value) / float64(s.Looks+1)
	s.Looks++
	s.Max = max(s.Max, one.Value)
	if share, ok := one.Share(); ok {
		if share >= s.Share {
			s.Share, s.Limit = share, one.Limit
		}
		if share >= AtLimit {
			s.Full++
		}
	}
	g.Phases[p.Name] = s
}
