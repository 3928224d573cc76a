package signals

import (
	"slices"
	"strings"

	"firedrill/internal/record"
)

// Cause classifies the explanation of an engine event.
type Cause string

// Causes of engine events.
const (
	ByFault     Cause = "fault"       // a fault active on that service
	ByHand      Cause = "hand"        // a change to that service by a responder or by the round
	ByItself    Cause = "itself"      // the process ended by itself while a fault acted somewhere in the lab: a consequence of the fault
	Harmless    Cause = "harmless"    // it has no effect on users
	Unexplained Cause = "unexplained" // nothing in the record explains it
)

// Happening is an engine event with its explanation.
type Happening struct {
	record.Engine
	Cause Cause
	By    string // the fault's id, or the change
}

const (
	beforePlan  = second      // how far the engine's clock may be behind the controller's
	afterGone   = 5 * second  // how long after a fault is gone an event may still follow from it
	afterRevert = 10 * second // the same, if the end of the fault was not seen
	// A change is logged before a restart and after a deploy. Each of them takes a while on a busy machine.
	beforeChange = 30 * second
	afterChange  = 60 * second
	oomNear      = 3 * second // between the kernel's kill and the end of the process
	killNear     = 30 * second
)

// Happenings returns the engine events of a record in time order, each with its explanation. It is pure, so it can also
// be used on the events of a drill in progress.
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

// explainer holds the possible explanations of events.
type explainer struct {
	faults  []inForce
	changes []Act
}

// inForce is the time range in which a fault explains events, in µs since the record's start.
type inForce struct {
	id, target  string
	causes      []string
	from, until int64
}

// forever is the end of the range of a fault that was not proven gone.
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

// explain finds the explanation of the i-th event.
func (x *explainer) explain(all []Happening, i int, down bool) (Cause, string) {
	h := &all[i]
	if h.Action == record.EngineHealth || down && (h.Action == record.EngineConnect || h.Action == record.EngineDisconnect) {
		return Harmless, "" // the engine disconnects a container that ended and connects it before its next start
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

// provoked reports that the lab was damaged or changed before that time, which may make a service fail.
func (x *explainer) provoked(at int64) bool {
	return slices.ContainsFunc(x.faults, func(f inForce) bool { return f.from <= at }) ||
		slices.ContainsFunc(x.changes, func(c Act) bool { return c.At-beforeChange <= at })
}

// asked lists exit codes of a process that was asked to end or was killed: 128 plus INT, KILL or TERM. A server that
// handles TERM ends with 0.
var asked = []int{0, 130, 137, 143}

// ownEnd reports that a process failed by itself: it ran out of memory, or it ended with an error code of its own
// without a stop or kill by the engine.
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

// of reports that a fault acts on a service: on the whole service, or on one of its replicas.
func (f *inForce) of(service string) bool { return means(f.target, service) }

// means reports that a name is that of a service or of one of its replicas: shop or shop-1.
func means(name, service string) bool {
	number, ok := strings.CutPrefix(service, name+"-")
	return name == service || ok && number != "" && strings.Trim(number, "0123456789") == ""
}

// changes reports that a change log entry, such as "restart redis", is about a service.
func changes(entry, service string) bool {
	words := strings.Fields(entry)
	return len(words) > 1 && means(words[1], service)
}
