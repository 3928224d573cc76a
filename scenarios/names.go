package scenarios

import (
	"slices"
	"strings"
)

// What a scenario may name in any stack. The classes belong to package record, which this one must not know; a test of
// the command line, which knows both, holds the lists equal.
var (
	// Phases of a drill, in order.
	Phases = []string{"warmup", "baseline", "fault", "recovery"}
	// Classes of errors, in the operator's words.
	Classes = []string{"refused", "reset", "timeout", "dns", "tls", "http-5xx-nginx", "http-5xx-app", "http-4xx", "bad-body", "dropped", "other"}
)

// None stands for no component and no mechanism: the cause of what is no incident.
const None = "none"

// Run is the phase of an objective on the drill as a whole.
const Run = "run"

// objectivePhases are the phases that an objective may name.
var objectivePhases = append(append([]string{}, Phases...), Run)

// HardenedLab is the lab that ships beside another and differs from it in its knobs alone, turned as a good engineer
// would; a hardened one is its own.
func HardenedLab(lab string) string {
	switch {
	case strings.HasSuffix(lab, "hardened"):
		return lab
	case lab == "fragile":
		return "hardened"
	}
	return lab + "-hardened"
}

// HasHardened says that a lab is one of those that ship, and has a hardened counterpart there.
func HasHardened(lab string) bool { return lab == "fragile" || lab == "ha" }

// InLibrary says that a scenario of that name ships with this binary.
func InLibrary(name string) bool { return slices.Contains(Names(), name) }
