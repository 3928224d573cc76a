package signals

import (
	"cmp"
	"fmt"
	"slices"

	"firedrill/internal/record"
)

// Interference is an event on a service that no fault and no change explains.
type Interference struct {
	At       int64  // µs since the record's start
	Service  string // "" if the whole lab was removed
	Action   string // the most serious of the engine's actions
	ExitCode *int   // exit code of the process, if it ended
}

// together is the time within which events of one service count as one interference: a stop with a grace period
// consists of kill, die and stop.
const together = 15 * second

// Interferences groups the unexplained events in time order. If two or more services were removed within that time, the
// whole lab counts as removed.
func Interferences(all []Happening) []Interference {
	var out []Interference
	open := map[string]int{}
	for _, h := range all {
		if h.Cause != Unexplained {
			continue
		}
		i, ok := open[h.Service]
		if !ok || h.When-out[i].At > together {
			i = len(out)
			open[h.Service] = i
			out = append(out, Interference{At: h.When, Service: h.Service})
		}
		out[i].add(&h)
	}
	return wholeLab(out)
}

// gravity orders actions by severity.
var gravity = []string{record.EngineConnect, record.EngineDisconnect, record.EngineStart, record.EngineUnpause, record.EngineDie, record.EngineOOM,
	record.EngineKill, record.EnginePause, record.EngineStop, record.EngineRestart, record.EngineDestroy}

func (f *Interference) add(h *Happening) {
	if h.Action == record.EngineDie {
		f.ExitCode = h.ExitCode
	}
	if slices.Index(gravity, h.Action) >= slices.Index(gravity, f.Action) {
		f.Action = h.Action
	}
}

func wholeLab(all []Interference) []Interference {
	removed := slices.DeleteFunc(slices.Clone(all), func(f Interference) bool { return f.Action != record.EngineDestroy })
	if len(removed) < 2 || removed[len(removed)-1].At-removed[0].At > together {
		return all
	}
	rest := slices.DeleteFunc(slices.Clone(all), func(f Interference) bool { return f.Action == record.EngineDestroy })
	rest = append(rest, Interference{At: removed[0].At, Action: record.EngineDestroy})
	slices.SortStableFunc(rest, func(a, b Interference) int { return cmp.Compare(a.At, b.At) })
	return rest
}

// Removed reports that the whole lab was removed.
func (f Interference) Removed() bool { return f.Service == "" }

// String describes the interference and its time.
func (f Interference) String() string {
	when := fmt.Sprintf(" at %.1f s", float64(f.At)/float64(second))
	switch f.Action {
	case record.EngineDie:
		if f.ExitCode != nil {
			return fmt.Sprintf("%s ended with exit code %d%s, which no fault explains", f.Service, *f.ExitCode, when)
		}
		return f.Service + " ended" + when + ", which no fault explains"
	case record.EngineKill:
		if f.ExitCode != nil {
			return f.Service + " was killed from outside" + when
		}
	case record.EngineOOM:
		return f.Service + " ran out of memory" + when + ", which no fault explains"
	case record.EngineDestroy:
		if f.Removed() {
			return "the lab was removed from outside" + when
		}
	}
	if done, ok := fromOutside[f.Action]; ok {
		return f.Service + " was " + done + " from outside" + when
	}
	return fmt.Sprintf("%s had a %q from outside%s", f.Service, f.Action, when)
}

var fromOutside = map[string]string{
	record.EngineKill: "sent a signal", record.EngineStop: "stopped", record.EngineStart: "started", record.EngineRestart: "restarted",
	record.EnginePause: "paused", record.EngineUnpause: "unpaused", record.EngineConnect: "connected to its network",
	record.EngineDisconnect: "disconnected from its network", record.EngineDestroy: "removed",
}

// happened evaluates the engine's events. Events after the load cannot affect a counted request.
func (w *Windows) happened(events []record.Event, end int64) {
	w.Happenings = Happenings(events)
	w.EventsMissed = missed(events)
	w.EngineFollowed = slices.ContainsFunc(events, func(e record.Event) bool { return e.Engine != nil })
	w.Interferences = slices.DeleteFunc(Interferences(w.Happenings), func(f Interference) bool { return f.At > end })
}

// missed returns why the record may lack engine events, in the order of the gaps.
func missed(events []record.Event) []string {
	var all []string
	for _, e := range events {
		if e.Engine != nil && e.Engine.Action == record.EngineMissed {
			all = append(all, fmt.Sprintf("from %.1f s on: %s", float64(e.Engine.When)/float64(second), e.Engine.Error))
		}
	}
	return all
}
