package oncall

// Reasons for a void round.
const (
	VoidMachine     = "machine"     // this machine was too busy to measure users
	VoidEngine      = "engine"      // the container engine failed
	VoidLabRemoved  = "lab_removed" // the lab was removed from outside the round
	VoidHarness     = "harness"     // firedrill itself failed
	VoidInterrupted = "interrupted" // it was ended from outside, or had no responder
)

// Void says why a round has no score. The reason is never the responder's fault.
type Void struct {
	Kind   string `json:"kind"`
	Reason string `json:"reason"`
}

// Ends of a round's drill.
const (
	EndCompleted    = "completed"
	EndBusy         = "busy"          // the machine was too busy to start or to continue
	EndUnwell       = "unwell"        // users were unwell in the baseline, so no fault was injected
	EndEngine       = "engine"        // an engine call failed
	EndFault        = "fault"         // the incident could not be injected, or was not proven
	EndRemoved      = "removed"       // the lab was removed from outside
	EndClientKilled = "client-killed" // the container that generates the load was ended by hand
	EndClientGone   = "client-gone"   // that container ended by itself, or cannot be reached
	EndInterrupted  = "interrupted"
	EndFailed       = "failed" // any other error
)

// Evidence is the input for judging a round, besides its log.
type Evidence struct {
	End     string // end of the drill
	Problem string // error that ended it early
	Engine  bool   // the error was a failed engine call

	Touched  string // the responder's last change to the lab before the incident was proven; empty: none
	Unproven string // why the incident was not proven; empty if it was, or if there was none

	Mended  bool   // the responder declared everything resolved
	Held    bool   // users were well after that
	Audited bool   // the orders were audited
	Sick    string // why users were unwell before the injection; empty: they were well
	Busy    string // why this machine could not measure users at the end; empty: it could
	Clouded string // why it could not measure the users' total harm; empty: it could
}

// Ruling is the decision whether a round is scored.
type Ruling struct {
	Void *Void  // nil for a scored round
	Note string // what the responder did that made parts of the score impossible to earn; empty: nothing
}

// Rule decides whether a round can be judged. What the responder did to the lab is scored; what the machine, the
// engine, somebody outside or firedrill did makes the round void.
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

// ruleFault judges a round whose incident did not happen.
func ruleFault(e Evidence, why string) Ruling {
	switch {
	case e.Touched != "":
		return Ruling{Note: "the incident could not start after " + quoted(e.Touched) + ": " + why}
	case e.Engine:
		return void(VoidEngine, why)
	}
	return void(VoidHarness, why)
}

// ruleWhole judges a round whose drill was completed. Each part of the score needs its own evidence.
func ruleWhole(e Evidence) Ruling {
	if e.Unproven != "" {
		return ruleFault(e, e.Unproven)
	}
	if !e.Mended {
		return Ruling{} // users' state at the end earns nothing, whatever it was
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
