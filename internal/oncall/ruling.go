package oncall

// Kinds of what makes a round void.
const (
	VoidMachine     = "machine"     // this machine was too busy to tell how users were
	VoidEngine      = "engine"      // the container engine failed
	VoidLabRemoved  = "lab_removed" // the lab was removed from outside the round
	VoidHarness     = "harness"     // firedrill itself failed
	VoidInterrupted = "interrupted" // it was ended from outside, or nobody was there to play it
)

// Void says why a round has no score. That is nobody's fault who played it.
type Void struct {
	Kind   string `json:"kind"`
	Reason string `json:"reason"`
}

// How a round's drill ended.
const (
	EndCompleted    = "completed"
	EndBusy         = "busy"          // the machine was too busy to begin, or to go on
	EndUnwell       = "unwell"        // users were not well in the baseline, so nothing was broken
	EndEngine       = "engine"        // a call of the engine failed
	EndFault        = "fault"         // the incident could not be brought about, or was not seen to act
	EndRemoved      = "removed"       // the lab was removed from outside
	EndClientKilled = "client-killed" // the container that makes the load was ended by hand
	EndClientGone   = "client-gone"   // it ended by itself, or can't be reached
	EndInterrupted  = "interrupted"
	EndFailed       = "failed" // by anything else
)

// Evidence is what a round is judged by, besides its log.
type Evidence struct {
	End     string // how the drill ended
	Problem string // what ended it early
	Engine  bool   // that was a failed call of the engine

	Touched  string // what the responder had done to the lab before the incident was seen to act; empty for nothing
	Unproven string // why the incident is not known to have acted; empty where it did, and where there was none

	Mended  bool   // the responder said that all of it was over
	Held    bool   // users were well then
	Audited bool   // the orders were looked up
	Sick    string // why users were not well before anything was done to the lab; empty where they were
	Busy    string // why this machine can't tell how users were in the end; empty where it can
	Clouded string // why it can't tell what users bore; empty where it can
}

// Ruling says whether a round is scored.
type Ruling struct {
	Void *Void  // nil for a round that is scored
	Note string // what its responder did that keeps parts of it from being earned; empty for nothing
}

// Rule decides whether a round can be judged. What a responder did to the lab is theirs, and scored; what the machine, the engine,
// somebody outside or firedrill did is not.
func Rule(e Evidence) Ruling {
	switch e.End {
	case EndCompleted:
		return ruleWhole(e)
	case EndFault:
		return ruleFault(e, e.Problem)
	case EndClientKilled:
		return Ruling{Note: "the client container was stopped by hand: " + e.Problem}
	case EndRemoved:
		return void(VoidLabRemoved, e.Problem)
	case EndBusy:
		return void(VoidMachine, e.Problem)
	case EndUnwell:
		if e.Touched != "" {
			return ruleFault(e, e.Problem)
		}
		return void(VoidMachine, e.Problem)
	case EndEngine:
		return void(VoidEngine, e.Problem)
	case EndInterrupted:
		return void(VoidInterrupted, e.Problem)
	}
	return void(VoidHarness, e.Problem)
}

// ruleFault is for an incident that did not come.
func ruleFault(e Evidence, why string) Ruling {
	switch {
	case e.Touched != "":
		return Ruling{Note: "the incident could not start after " + quoted(e.Touched) + ": " + why}
	case e.Engine:
		return void(VoidEngine, why)
	}
	return void(VoidHarness, why)
}

// ruleWhole is for a drill that came to its end. Each part of the score rests on evidence of its own.
func ruleWhole(e Evidence) Ruling {
	if e.Unproven != "" {
		return ruleFault(e, e.Unproven)
	}
	if !e.Mended {
		return Ruling{} // what users had in the end earns nothing, whatever it was
	}
	switch {
	case !e.Held && e.Busy != "":
		return void(VoidMachine, e.Busy)
	case !e.Held && e.Sick != "" && e.Touched == "":
		return void(VoidMachine, e.Sick)
	case e.Held && !e.Audited:
		return void(VoidHarness, "the orders could not be audited, so it is not known whether one was lost")
	case e.Held && e.Clouded != "":
		return void(VoidMachine, e.Clouded)
	}
	return Ruling{}
}

func void(kind, reason string) Ruling { return Ruling{Void: &Void{kind, reason}} }

func quoted(s string) string { return "\"" + s + "\"" }
