package runner

import (
	"time"

	"firedrill/internal/record"
)

// Event is one event of a drill. Listeners must ignore unknown kinds.
type Event interface{ event() }

type (
	// Progress describes a step that takes a while.
	Progress struct{ Text string }

	// LabUp reports that the drill's lab answers.
	LabUp struct {
		Instance string
		Took     time.Duration
		Shops    int // number of app replicas
	}

	// LoadBegins comes before the first phase.
	LoadBegins struct{}

	// Phase reports the start of a phase.
	Phase struct {
		Name  string
		Until time.Time // planned end of the phase
		End   time.Time // planned end of the load
	}

	// Note describes an event of a phase.
	Note struct{ Text string }

	// MachineBusy describes what keeps this machine busy from now on; empty if nothing relevant does.
	MachineBusy struct{ Text string }

	// Samples are requests of users. The slice is valid only during the call.
	Samples struct{ Batch []record.Sample }

	// LoadEnds follows the last sample.
	LoadEnds struct{}

	// Problem describes an error that the drill's record does not contain.
	Problem struct{ Text string }
)

func (Progress) event()    {}
func (LabUp) event()       {}
func (LoadBegins) event()  {}
func (Phase) event()       {}
func (Note) event()        {}
func (MachineBusy) event() {}
func (Samples) event()     {}
func (LoadEnds) event()    {}
func (Problem) event()     {}
