package runner

import (
	"time"

	"firedrill/internal/record"
)

// Event is something that happened in a drill. Listeners must ignore kinds that they do not know.
type Event interface{ event() }

type (
	// Progress is something that takes a while, in words.
	Progress struct{ Text string }

	// LabUp says that the drill's lab answers.
	LabUp struct {
		Instance string
		Took     time.Duration
		Shops    int // replicas of the app
	}

	// LoadBegins comes before the first phase.
	LoadBegins struct{}

	// Phase says that a phase begins.
	Phase struct {
		Name  string
		Until time.Time // when the phase ends, as planned
		End   time.Time // when the load ends, as planned
	}

	// Note is something that happened in a phase, in words.
	Note struct{ Text string }

	// MachineBusy says what keeps this machine busy from now on; empty for nothing that matters.
	MachineBusy struct{ Text string }

	// Samples are requests that users made. The slice is the listener's only until it returns.
	Samples struct{ Batch []record.Sample }

	// LoadEnds comes after the last sample.
	LoadEnds struct{}

	// Problem went wrong beside what the drill's record tells, in words.
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
