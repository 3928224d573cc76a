package main

// engineVariable names the engine that is meant where no --engine does; stateVariable the folder in which open runs and the
// desks of rounds are found.
const (
	engineVariable = "FIREDRILL_ENGINE"
	stateVariable  = "FIREDRILL_STATE"
)
