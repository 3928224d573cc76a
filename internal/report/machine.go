package report

import (
	"fmt"
	"strings"

	"firedrill/internal/quantity"
	"firedrill/internal/signals"
)

// machine reports the load of the machine in each phase. Records from before it was measured have no such section.
func (p *page) machine(w *signals.Windows) {
	if w.Machine == nil {
		return
	}
	p.heading("Machine", "how busy it was, the drill's own work included")
	for _, phase := range w.Phases {
		p.line("  ", phase.Name)
		p.wrap("    ", normal, machineIn(w, phase))
	}
}

// machineIn describes the load of the machine in a phase.
func machineIn(w *signals.Windows, phase *signals.Phase) string {
	m := w.Machine.Between(phase.Start, phase.End)
	if m.Seconds == 0 {
		return "not measured"
	}
	var parts []string
	if m.Cores > 0 {
		parts = append(parts, fmt.Sprintf("%s of %s processors in use, %s by other programs", quantity.RoundedText(m.Busy, 1), quantity.RoundedText(m.Cores, 0), quantity.RoundedText(m.Others, 1)))
	}
	still := "the client never stood still"
	if m.Still > 0 {
		still = fmt.Sprintf("the client stood still in %d of %d seconds, for %s s in all", m.Still, m.Seconds, quantity.RoundedText(m.Stalled, 1))
	}
	return strings.Join(append(parts, still+fmt.Sprintf("; a timer was up to %s ms late", quantity.RoundedText(m.TimerMax, 0))), "; ")
}

// machineText returns the same as sentences, "" without measurements.
func machineText(w *signals.Windows) string {
	if w.Machine == nil {
		return ""
	}
	var parts []string
	for _, phase := range w.Phases {
		parts = append(parts, "In the "+phase.Name+": "+machineIn(w, phase)+".")
	}
	return "This machine. " + strings.Join(parts, " ")
}
