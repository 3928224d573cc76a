package signals

import (
	"slices"
	"strings"

	"firedrill/internal/record"
)

// Cause says what explains an event of the engine.
type Cause string

// Causes.
const (
	ByFault     Cause = "fault"       // a fault in force on that service
	ByHand      Cause = "hand"        // a change that a responder, or the round itself, made to that service
	ByItself    Cause = "itself"      // the process ended by itself while a fault acted somewhere in the lab: the service's own failure
	Harmless    Cause = "harmless"    // it changes nothing for users
	Unexplained Cause = "unexplained" // nothing that the record knows of
)

// Happening is an event of the engine with what explains it.
type Happening struct {
	record.Engine
	Cause Cause
	By    string // the fault's id, or the change
}

const (
	beforePlan  = second      // by how much the engine's clock may be behind the controller's
	afterGone   = 5 * second  // for how long an event may follow a fault that is gone
	afterRevert = 10 * second // the same, where its end was not seen
	// A change is noted before a restart and after a deploy, each of which takes a while on a busy machine.
	beforeChange = 30 * second
	afterChange  = 60 * second
	oomNear      = 3 * second // between the kernel's kill and the end of the process
	killNear     = 30 * second
)

// Happenings puts the engine's events of a record in the order of their times, each with what explains it. It is pure, so a
// drill that goes on asks it of the events so far.
func Happenings(events []record.Event) []Happening {
	x := explainerOf(events)
	var all []Happening
	for _, e := range events {
		if e.Engine != nil && !e.Engine.Marks() {
			all = append(all, Happening{Engine: *e.Engine})
		}
	}
	slices.SortStableFunc(all, func(a, b Happening) int { return int(a.When - b.When) })
	down := map[string]bool{} // containers whose process has ended
	for i := range all {
		h := &all[i]
		h.Cause, h.By = x.explain(all, i, down[h.Container])
		switch h.Action {
		case record.EngineDie:
			down[h.Container] = true
		case record.EngineStart:
			down[h.Container] = false
		}
	}
	return all
}

// explainer holds what may explain an event.
type explainer struct {
	faults  []inForce
	changes []Act
}

// inForce is the time in which a fault explains events, in µs since the record's start.
type inForce struct {
	id, target  string
	causes      []string
	from, until int64
}

// forever is the end of a fault that was not seen to be gone.
const forever = int64(1) << 62

func explainerOf(events []record.Event) (x explainer) {
	index := map[string]int{}
	for _, e := range events {
		switch {
		case e.Act != nil && e.Act.Why == record.ActChange:
			x.changes = append(x.changes, Act{At: e.At, Act: *e.Act})
		case e.Fault != nil && e.Fault.Step == record.StepPlanned:
			index[e.Fault.ID] = len(x.faults)
			x.faults = append(x.faults, inForce{id: e.Fault.ID, target: e.Fault.Target, causes: e.Fault.Causes,
				from: e.At - beforePlan, until: forever})
		case e.Fault != nil:
			if i, ok := index[e.Fault.ID]; ok {
				x.faults[i].step(e.At, e.Fault)
			}
		}
	}
	return x
}

func (f *inForce) step(at int64, e *record.Fault) {
	switch {
	case e.Step == record.StepReverted && e.Error == "":
		f.until = at + afterRevert
	case e.Step == record.StepGone && e.Gone != nil && e.Gone.OK:
		f.until = at + afterGone
	}
}

// explain finds what explains the i-th of the happenings.
func (x *explainer) explain(all []Happening, i int, down bool) (Cause, string) {
	h := &all[i]
	if h.Action == record.EngineHealth || down && (h.Action == record.EngineConnect || h.Action == record.EngineDisconnect) {
		return Harmless, "" // a container that does not run is taken off its network, and put back before it starts
	}
	for _, f := range x.faults {
		if f.of(h.Service) && f.from <= h.When && h.When <= f.until && slices.Contains(f.causes, h.Action) {
			return ByFault, f.id
		}
	}
	for _, c := range x.changes {
		if changes(c.Text, h.Service) && c.At-beforeChange <= h.When && h.When <= c.At+afterChange {
			return ByHand, c.Text
		}
	}
	if x.provoked(h.When) && ownEnd(all, i) {
		return ByItself, ""
	}
	return Unexplained, ""
}

// provoked says that something was done to the lab before that moment, which a service may fail of.
func (x *explainer) provoked(at int64) bool {
	return slices.ContainsFunc(x.faults, func(f inForce) bool { return f.from <= at }) ||
		slices.ContainsFunc(x.changes, func(c Act) bool { return c.At-beforeChange <= at })
}

// asked are exit codes of a process that was asked to end or killed, 128 and the signal: INT, KILL, TERM. A server that
// handles TERM ends with 0.
var asked = []int{0, 130, 137, 143}

// ownEnd says that a process failed by itself: it ran out of memory, or it ended with an exit code of its own, and nobody
// had the engine end it.
func ownEnd(all []Happening, i int) bool {
	h := &all[i]
	near := func(action string, before, after int64) bool {
		return slices.ContainsFunc(all, func(o Happening) bool {
			return o.Container == h.Container && o.Action == action && h.When-before <= o.When && o.When <= h.When+after
		})
	}
	switch h.Action {
	case record.EngineOOM:
		return true
	case record.EngineDie:
		if near(record.EngineKill, killNear, 0) {
			return false
		}
		return near(record.EngineOOM, oomNear, oomNear) || h.ExitCode != nil && !slices.Contains(asked, *h.ExitCode)
	}
	return false
}

// of says that a fault acts on a service: on its own, or on one of the replicas of its target.
func (f *inForce) of(service string) bool { return means(f.target, service) }

// means says that a name is that of a service, or of the service whose replica it is: shop for shop-1.
func means(name, service string) bool {
	number, ok := strings.CutPrefix(service, name+"-")
	return name == service || ok && number != "" && strings.Trim(number, "0123456789") == ""
}

// changes says that an entry of a change log, such as "restart redis", is about a service.
func changes(entry, service string) bool {
	words := strings.Fields(entry)
	return len(words) > 1 && means(words[1], service)
}
