package scenarios

import (
	"maps"

	"firedrill/internal/source"
	"firedrill/internal/topology"
)

// keyPeer is the parameter of network faults that names the far end, as "on" names the near one.
const keyPeer = "peer"

// Resolve returns the fault as it is done in a stack: its target is an instance there, and its peer an instance or a
// service, whatever the scenario names them by. A fault that is resolved already stays as it is. Each name that the stack
// does not have is a problem of its parameter, and stays.
func (f Fault) Resolve(t topology.Topology) (Fault, []Problem) {
	var problems []Problem
	unknown := func(param, what, name string) {
		m := source.Unknown(what, name, t.Names())
		problems = append(problems, Problem{Param: param, Message: m.Message, Hint: m.Hint})
	}
	if f.On != "" {
		if target, ok := t.Target(f.On); ok {
			f.On = target.Name
		} else {
			unknown(keyOn, "target", f.On)
		}
	}
	if name := f.Params[keyPeer]; name != "" {
		if peer, ok := t.Peer(name); ok {
			f.Params = maps.Clone(f.Params)
			f.Params[keyPeer] = peer
		} else {
			unknown(keyPeer, "peer", name)
		}
	}
	return f, problems
}
