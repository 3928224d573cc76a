// Package scenarios holds the drill library: one YAML file a named incident, embedded in the binary. It reads and
// checks a scenario. Of our packages it knows how a file is read and the terms of a topology; which faults exist, what
// they may act on and what users do, it is told by its caller.
package scenarios

import (
	"time"

	"firedrill/internal/source"
	"firedrill/internal/topology"
)

// Scenario is a named incident: what is done to a lab, what is expected of it, and what it teaches. Its name is its
// file's name.
type Scenario struct {
	Name       string
	Title      string
	Hop        string // where on the request's journey it bites; one of Hops
	Level      int    // 1 (first week) to 5
	Teaches    string
	Brief      string // what the responder is told before anything happens
	Page       string // what the pager says: what users report, never the cause
	Lab        string // the lab it is meant for; "fragile" unless said
	Seed       uint64 // 0: a fresh one for each drill
	Load       Load
	Timeline   Timeline
	Faults     []Fault
	Objectives []Objective
	Signature  []Objective // what the lab fragile shows, measured
	Cause      Cause
	Hints      []string
	Fix        []string // what a responder types to end it
	Trigger    []string // what makes it come back if it was not really ended
	Hardening  string
	Restarts   bool   // to restart every service ends it too
	Source     []byte // the file, whole

	labAt source.Mistake // where the file names the lab
}

// AtLab puts a mistake about the scenario's lab at its place in the file.
func (s *Scenario) AtLab(m source.Mistake) source.Mistake {
	at := s.labAt
	at.Message, at.Hint = m.Message, m.Hint
	return at
}

// Hops are the hops that a scenario may name, in the order of a request's path.
var Hops = topology.Answers()

// Load is the traffic of a drill.
type Load struct {
	Rate        float64 // arrivals a second
	Arrivals    string  // constant or poisson
	Mix         []Share // in the file's order
	Timeout     time.Duration
	Newcomers   float64 // share of requests that come over a connection of their own, 0..1
	MaxInFlight int     // more than this at once are dropped, and counted
}

// Share is a route's weight in the mix.
type Share struct {
	Route  string
	Weight float64
}

// Timeline is how long each phase lasts.
type Timeline struct {
	Warmup, Baseline, Fault, Recovery time.Duration
}

// Total is the length of the whole drill.
func (t Timeline) Total() time.Duration { return t.Warmup + t.Baseline + t.Fault + t.Recovery }

// Fault is one entry of a scenario's faults, checked against the catalogue.
type Fault struct {
	ID     string            // kind and place in the list, such as "container.stop#1"
	Kind   string            // such as "container.stop"
	On     string            // what it acts on: an instance, a service or a role; see Resolve
	At     time.Duration     // from the start of the fault phase
	For    time.Duration     // 0: until the fault phase ends
	Params map[string]string // as written
}

// Cause is what a right diagnosis names.
type Cause struct {
	Component string
	Mechanism string
}

// Control says that users have no incident: to see that is the drill.
func (s *Scenario) Control() bool { return s.Cause.Component == None }

// Catalogue is what a scenario must know of what it is run on: what users do, which faults there are, and what is wrong
// with the parameters of one.
type Catalogue interface {
	// Workload is what users do.
	Workload() Workload
	// Kinds lists the names of all kinds, sorted.
	Kinds() []string
	// Fields lists the parameters of a kind, the target among them under the name "on".
	Fields(kind string) []Field
	// Targets is what faults may act on. A lab may have less; that is checked when it is known.
	Targets() topology.Topology
	// Check returns what is wrong with a fault of that kind on an instance: one problem for each mistake, none if it is sound.
	Check(kind, on string, params map[string]string) []Problem
}

// Field is one parameter of a kind of fault.
type Field struct {
	Name     string
	Type     string // string, integer, number, boolean, duration, rate, bit rate, list
	Default  string
	Required bool
	Doc      string
	Enum     []string // what the value may be; none: anything of the type
	Min      string   // the least that it may be, as it is written; "" if that is not bounded
	Max      string   // the most
}

// Problem is one mistake in the parameters of a fault.
type Problem struct {
	Param   string // the parameter at fault; "" for the fault as a whole, "on" for the target
	Message string // lower case, the thing in quotes
	Hint    string
}
