package signals

import (
	"testing"

	"firedrill/internal/record"

	"github.com/google/go-cmp/cmp"
)

// Builders of events. Times are in seconds.

func at(s float64) int64 { return int64(s * 1e6) }

func engineEvent(s float64, service, action string) record.Event {
	return record.Event{At: at(s + 0.3), Engine: &record.Engine{Service: service, Container: service, Action: action, When: at(s)}}
}

func died(s float64, service string, code int) record.Event {
	e := engineEvent(s, service, record.EngineDie)
	e.Engine.ExitCode = &code
	return e
}

// acting returns the events of a fault that is planned at one time and, unless gone is 0, gone at the other.
func acting(target string, planned, gone float64, causes ...string) []record.Event {
	all := []record.Event{{At: at(planned), Fault: &record.Fault{ID: "f", Target: target, Step: record.StepPlanned, Causes: causes}}}
	if gone > 0 {
		all = append(all, record.Event{At: at(gone - 1), Fault: &record.Fault{ID: "f", Target: target, Step: record.StepReverted}},
			record.Event{At: at(gone), Fault: &record.Fault{ID: "f", Target: target, Step: record.StepGone, Gone: &record.Check{OK: true}}})
	}
	return all
}

func changed(s float64, what string) record.Event {
	return record.Event{At: at(s), Act: &record.Act{Why: record.ActChange, Text: what}}
}

var stop = []string{record.EngineKill, record.EngineDie, record.EngineStop, record.EngineStart}

func TestHappenings_Explain(t *testing.T) {
	type events = []record.Event
	tests := []struct {
		name  string
		about events // the last one is checked
		want  Cause
	}{
		{"a fault's own stop", append(acting("redis", 10, 0, stop...), engineEvent(12, "redis", "stop")), ByFault},
		{"the start by its revert", append(acting("redis", 10, 20, stop...), engineEvent(24, "redis", "start")), ByFault},
		{"a start long after it was gone", append(acting("redis", 10, 20, stop...), engineEvent(26, "redis", "start")), Unexplained},
		{"before it was planned", append(acting("redis", 10, 20, stop...), engineEvent(8, "redis", "stop")), Unexplained},
		{"on another service", append(acting("redis", 10, 20, stop...), engineEvent(12, "postgres", "stop")), Unexplained},
		{"the replica is not the database", append(acting("postgres", 10, 20, stop...), engineEvent(12, "postgres-replica", "stop")), Unexplained},
		{"a replica of its target", append(acting("shop", 10, 20, stop...), engineEvent(12, "shop-2", "stop")), ByFault},
		{"an action that the kind does not cause", append(acting("redis", 10, 20, "pause", "unpause"), engineEvent(12, "redis", "stop")), Unexplained},
		{"a delay does not kill", append(acting("redis", 10, 20), died(12, "redis", 137)), Unexplained},
		{"an app that crashes of the fault fails by itself", append(acting("postgres", 10, 20), died(12, "shop-1", 2)), ByItself},
		{"an app that crashes before any fault", events{died(5, "shop-1", 2)}, Unexplained},
		{"an app that runs out of memory of the fault", append(acting("nginx", 10, 20), engineEvent(11.5, "shop-1", "oom"), died(12, "shop-1", 137)), ByItself},
		{"a server that was asked to end ends with 0", append(acting("shop-1", 10, 20), died(12, "redis", 0)), Unexplained},
		{"a stop ends a process with its own code", append(acting("shop-1", 10, 20), engineEvent(12, "redis", "kill"), died(12.2, "redis", 1)), Unexplained},
		{"a change noted before", events{changed(30, "restart redis"), engineEvent(31, "redis", "stop")}, ByHand},
		{"a change noted after", events{changed(40, "deploy shop-1 v2"), engineEvent(33, "shop-1", "destroy")}, ByHand},
		{"a change of another service", events{changed(30, "restart redis"), engineEvent(31, "postgres", "stop")}, Unexplained},
		{"a change long ago", events{changed(30, "restart redis"), engineEvent(95, "redis", "stop")}, Unexplained},
		{"health is no change", events{engineEvent(5, "redis", "health_status")}, Harmless},
		{"what has died leaves its network", append(acting("redis", 10, 20, stop...), died(12, "redis", 0), engineEvent(12.1, "redis", "disconnect")), Harmless},
		{"what runs does not", append(acting("redis", 10, 20, stop...), engineEvent(12.1, "redis", "disconnect")), Unexplained},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all := Happenings(tt.about)
			if got := all[len(all)-1].Cause; got != tt.want {
				t.Errorf("got %q, want %q: %+v", got, tt.want, all)
			}
		})
	}
}

func TestInterferences_NameWhatWasDone(t *testing.T) {
	join := func(all ...[]record.Event) (out []record.Event) {
		for _, a := range all {
			out = append(out, a...)
		}
		return out
	}
	stopped := func(s float64, service string) []record.Event {
		return []record.Event{engineEvent(s, service, "kill"), died(s+0.1, service, 0), engineEvent(s+0.2, service, "disconnect"), engineEvent(s+0.3, service, "stop")}
	}
	removed := func(s float64, service string) []record.Event {
		return []record.Event{engineEvent(s, service, "kill"), died(s+0.1, service, 137), engineEvent(s+0.2, service, "destroy")}
	}
	tests := []struct {
		name  string
		about []record.Event
		want  []string
	}{
		{"none", acting("redis", 10, 20, stop...), nil},
		{"stopped", join(acting("redis", 10, 20), stopped(12.3, "redis")), []string{"redis was stopped from outside at 12.3 s"}},
		{"arrived out of order", join(stopped(14, "postgres"), stopped(12, "redis")), []string{"redis was stopped from outside at 12.0 s", "postgres was stopped from outside at 14.0 s"}},
		{"killed", join(acting("redis", 10, 20), []record.Event{engineEvent(12, "redis", "kill"), died(12.1, "redis", 137)}), []string{"redis was killed from outside at 12.0 s"}},
		{"signalled", []record.Event{engineEvent(12, "nginx", "kill")}, []string{"nginx was sent a signal from outside at 12.0 s"}},
		{"killed on the host", join(acting("redis", 10, 20), []record.Event{died(12, "redis", 137)}), []string{"redis ended with exit code 137 at 12.0 s, which no fault explains"}},
		{"off its network", []record.Event{engineEvent(12, "redis", "disconnect")}, []string{"redis was disconnected from its network from outside at 12.0 s"}},
		{"one service removed", removed(12, "redis"), []string{"redis was removed from outside at 12.0 s"}},
		{"the lab removed", join(removed(12, "redis"), removed(12.1, "postgres"), removed(12.2, "nginx")), []string{"the lab was removed from outside at 12.0 s"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, f := range Interferences(Happenings(tt.about)) {
				got = append(got, f.String())
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
