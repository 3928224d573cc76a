package record

// Code says for programs why a drill can't be judged. The reason that stands beside it is for people: no program reads it.
type Code string

// Codes. A reader must expect others from a later version.
const (
	CodeRecordIncomplete  Code = "record_incomplete"    // the record was cut short, or samples or a phase are missing
	CodeInterrupted       Code = "interrupted"          // somebody ended the drill
	CodeDrillFailed       Code = "drill_failed"         // an error ended the drill, of no kind that has its own code
	CodeMachineBusy       Code = "machine_busy"         // the machine had no time for the lab or the client
	CodeLoadNotHeld       Code = "load_not_held"        // the client did not send the baseline's requests as planned
	CodeBaselineUnhealthy Code = "baseline_unhealthy"   // users were unwell before any fault
	CodeFaultUnproven     Code = "fault_unproven"       // a fault was not injected, not proven, or not seen to be gone
	CodeFaultLost         Code = "fault_lost"           // a fault ended before it was reverted
	CodeOutside           Code = "outside_interference" // something that no fault explains happened to the lab
	CodeClientGone        Code = "client_gone"          // the client that makes the load was lost
	CodeEngineFailed      Code = "engine_failed"        // the container engine failed a call that the drill needs
	CodeNothingToGrade    Code = "nothing_to_grade"     // the scenario has no objectives, or they weigh nothing
	CodeNotMeasured       Code = "not_measured"         // the data of an objective is missing
)

// Busy says that the machine had too little time for the drill: nothing follows about the lab, and another try may do.
func (c Code) Busy() bool { return c == CodeMachineBusy || c == CodeLoadNotHeld }
