package record

// Code tells programs why a drill cannot be judged. The reason beside it is for people; no program parses it.
type Code string

// Codes. Later versions may add others.
const (
	CodeRecordIncomplete  Code = "record_incomplete"    // the record was cut short, or samples or a phase are missing
	CodeInterrupted       Code = "interrupted"          // somebody aborted the drill
	CodeDrillFailed       Code = "drill_failed"         // the drill ended with an error that has no code of its own
	CodeMachineBusy       Code = "machine_busy"         // the machine had too little CPU for the lab or the client
	CodeLoadNotHeld       Code = "load_not_held"        // the client did not send the load as planned
	CodeBaselineUnhealthy Code = "baseline_unhealthy"   // requests failed before any fault
	CodeFaultUnproven     Code = "fault_unproven"       // a fault was not injected, not proven, or not proven gone
	CodeFaultLost         Code = "fault_lost"           // a fault ended before it was reverted
	CodeOutside           Code = "outside_interference" // something that no fault explains happened to the lab
	CodeClientGone        Code = "client_gone"          // the load client was lost
	CodeEngineFailed      Code = "engine_failed"        // a call to the container engine failed
	CodeNothingToGrade    Code = "nothing_to_grade"     // the scenario has no objectives, or their weights are zero
	CodeNotMeasured       Code = "not_measured"         // the data of an objective is missing
)

// Busy reports that the machine had too little CPU for the drill. Nothing follows about the lab, and another attempt
// may succeed.
func (c Code) Busy() bool { return c == CodeMachineBusy || c == CodeLoadNotHeld }
