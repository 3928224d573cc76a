package record

// Begun is a phase that counts, and when it began.
type Begun struct {
	Name string
	At   int64 // µs since the record's start
}

// Phases lists when each phase began. A baseline that was measured anew counts from its last start; what came before it
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

// Start is when the phase of an event began.
func (p *Phase) Start(at int64) int64 {
	if p.From > 0 && p.From < at {
		return p.From
	}
	return at
}
