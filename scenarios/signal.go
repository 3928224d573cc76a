package scenarios

import (
	"slices"
	"strings"
)

// unit is what a signal is measured in; it decides how a bound on it is written.
type unit int

const (
	fraction unit = iota // 1%
	latency              // 300ms
	interval             // within 10s
	rate                 // 200/s
	count                // 3
	hop                  // database
)

// signal is a name that an objective may bound.
type signal struct {
	name   string
	unit   unit
	over   bool     // takes a duration in parentheses
	labels []string // may be narrowed by these
	phases []string // may be bounded in these only; nil: in all
	doc    string
	audit  bool // its name and its doc go on with the workload's writes
}

// Counts of the audit. The name of a signal is one of them and the workload's writes.
const (
	Lost    = "lost"
	Doubled = "doubled"
)

var signals = []signal{
	{name: "failed", unit: fraction, labels: []string{"route", "class", "replica"}, doc: "requests that did not get what was asked, of all that were due"},
	{name: "slow", unit: fraction, over: true, labels: []string{"route", "replica"}, doc: "requests that took longer than the duration, failed and dropped ones included"},
	{name: "p50", unit: latency, labels: []string{"route", "replica"}, doc: "half of the requests took at most this long"},
	{name: "p95", unit: latency, labels: []string{"route", "replica"}, doc: "95 of 100 requests took at most this long"},
	{name: "p99", unit: latency, labels: []string{"route", "replica"}, doc: "99 of 100 requests took at most this long"},
	{name: "throughput", unit: rate, labels: []string{"route", "replica"}, doc: "requests a second that got what was asked"},
	{name: "bad seconds", unit: count, doc: "seconds that users would call broken"},
	{name: "recovered", unit: interval, phases: []string{"recovery"}, doc: "from the revert until the service is well for good"},
	{name: "detected", unit: interval, phases: []string{"fault"}, doc: "from the injection until a signal leaves its baseline"},
	{name: Lost, audit: true, unit: count, phases: []string{Run}, doc: "that were acknowledged and are not in the database"},
	{name: Doubled, audit: true, unit: count, phases: []string{Run}, doc: "that are in the database twice"},
	{name: "hop", unit: hop, doc: "where the requests were hurt: where the errors were made, or else where the time went"},
}

// operators lists how a bound on the signal may be written.
func (s signal) operators() []string {
	switch s.unit {
	case interval:
		return []string{"within"}
	case hop:
		return []string{"="}
	}
	return []string{"<=", "<", ">=", ">", "=", "in"}
}

// relative says that a bound may be a multiple of the baseline's value.
func (s signal) relative() bool { return s.unit == fraction || s.unit == latency || s.unit == rate }

// example is a bound to show to whoever wrote a wrong one.
func (s signal) example() string {
	bound := map[unit]string{fraction: "<= 1%", latency: "<= 300ms", interval: "within 10s", rate: ">= 180/s", count: "<= 3", hop: "= database"}[s.unit]
	if s.over {
		return s.name + "(300ms) " + bound
	}
	return s.name + " " + bound
}

// signalDocs explains all signals in one text, for an editor to show.
func signalDocs(w Workload) string {
	lines := []string{"a bound on a signal, such as: failed" + w.exampleRoute() + " <= 5%"}
	for _, s := range signalsOf(w) {
		lines = append(lines, s.example()+": "+s.doc)
	}
	return strings.Join(lines, "\n")
}

func signalNames(w Workload) []string {
	var names []string
	for _, s := range signalsOf(w) {
		names = append(names, s.name)
	}
	return names
}

// signalsOf are the signals that a drill with that workload has.
func signalsOf(w Workload) []signal {
	var all []signal
	for _, s := range signals {
		switch {
		case !s.audit:
			all = append(all, s)
		case w.Writes != "":
			all = append(all, s.of(w.Writes))
		}
	}
	return all
}

// of is a signal of the audit, of these writes.
func (s signal) of(writes string) signal {
	s.name += " " + writes
	s.doc = writes + " " + s.doc
	return s
}

func findSignal(name string, w Workload) (signal, bool) { return signalIn(signalsOf(w), name) }

// auditSignal finds a signal of the audit, whatever writes it is of.
func auditSignal(name string) (signal, bool) {
	count, writes, _ := strings.Cut(name, " ")
	s, ok := signalIn(signals, count)
	if !ok || !s.audit || writes == "" {
		return signal{}, false
	}
	return s.of(writes), true
}

func signalIn(all []signal, name string) (signal, bool) {
	i := slices.IndexFunc(all, func(s signal) bool { return s.name == name })
	if i < 0 {
		return signal{}, false
	}
	return all[i], true
}
