package report

import (
	"fmt"

	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// happened returns the engine's events at the engine's times, with their explanations.
func happened(d Drill) []entry {
	if d.Windows == nil {
		return nil
	}
	var all []entry
	for _, h := range d.Windows.Happenings {
		all = append(all, entry{float64(h.When) / 1e6, "engine", h.Service + ": " + reported(&h), h.Cause == signals.Unexplained})
	}
	return all
}

// reported describes an event of the engine.
func reported(h *signals.Happening) string {
	text := h.Action
	switch {
	case h.ExitCode != nil:
		text += fmt.Sprintf(", exit code %d", *h.ExitCode)
	case h.Signal != "":
		text += ", signal " + h.Signal
	case h.Status != "":
		text += ", " + h.Status
	}
	switch h.Cause {
	case signals.ByFault:
		return text + " (by " + h.By + ")"
	case signals.ByHand:
		return text + " (by the change \"" + h.By + "\")"
	case signals.ByItself:
		return text + " (by itself)"
	case signals.Unexplained:
		return text + " (nothing explains it)"
	}
	return text
}

// after appends what a check saw to its subject.
func after(c *record.Check) string {
	if c == nil || c.Saw == "" {
		return ""
	}
	return ": " + c.Saw
}
