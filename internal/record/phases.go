package record

// Begun is a graded phase and its start.
type Begun struct {
	Name string
	At   int64 // µs since the record's start
}

// Phases lists the start of each phase. A baseline that was repeated counts from its last start; the time before
// belongs to the warm-up.
func Phases(events []Event) []Begun {
	var all []Begun
	for _, e := range events {
		if e.Phase == nil {
			continue
		}
		if n := len(all); e.Phase.Name == PhaseBaseline && n > 0 && all[n-1].Name == PhaseBaseline {
			all[n-1].Name = PhaseWarmup
		}
		all = append(all, Begun{e.Phase.Name, e.Phase.Start(e.At)})
	}
	return all
}

// Start returns the start of the phase of an event.
func (p *Phase) Start(at int64) int64 {
	if p.From > 0 && p.From < at {
		return p.From
	}
	return at
}
