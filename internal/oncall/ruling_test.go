package oncall_test

import (
	"strings"
	"testing"
	"time"

	"firedrill/internal/oncall"
	"firedrill/internal/topology"
)

func TestRule(t *testing.T) {
	whole := oncall.Evidence{End: oncall.EndCompleted, Mended: true, Held: true, Audited: true}
	but := func(change func(*oncall.Evidence)) oncall.Evidence {
		e := whole
		change(&e)
		return e
	}
	tests := map[string]struct {
		e    oncall.Evidence
		void string // kind of the void; empty for a scored round
		says string // part of the reason, or of the note
	}{
		"fixed and held":                    {whole, "", ""},
		"not held":                          {but(func(e *oncall.Evidence) { e.Held = false }), "", ""},
		"held, and the machine was busy":    {but(func(e *oncall.Evidence) { e.Busy = "late" }), "", ""},
		"held, after a sick baseline":       {but(func(e *oncall.Evidence) { e.Sick = "2% failed" }), "", ""},
		"not held, on a busy machine":       {but(func(e *oncall.Evidence) { e.Held, e.Busy = false, "3% sent late" }), oncall.VoidMachine, "3% sent late"},
		"not held, after a sick baseline":   {but(func(e *oncall.Evidence) { e.Held, e.Sick = false, "2% failed" }), oncall.VoidMachine, "2% failed"},
		"not held, made sick by hand":       {but(func(e *oncall.Evidence) { e.Held, e.Sick, e.Touched = false, "2% failed", "stop redis" }), "", ""},
		"held, orders not looked up":        {but(func(e *oncall.Evidence) { e.Audited = false }), oncall.VoidHarness, "orders"},
		"not held, orders not looked up":    {but(func(e *oncall.Evidence) { e.Held, e.Audited = false, false }), "", ""},
		"held, what users bore is unknown":  {but(func(e *oncall.Evidence) { e.Clouded = "half of it" }), oncall.VoidMachine, "half of it"},
		"time was up on a busy machine":     {but(func(e *oncall.Evidence) { e.Mended, e.Held, e.Busy, e.Sick = false, false, "b", "s" }), "", ""},
		"not proven":                        {but(func(e *oncall.Evidence) { e.Unproven = "still answers" }), oncall.VoidHarness, "still answers"},
		"not proven, undone by hand":        {but(func(e *oncall.Evidence) { e.Unproven, e.Touched = "still answers", "restart redis" }), "", `after "restart redis": still answers`},
		"the fault failed":                  {oncall.Evidence{End: oncall.EndFault, Problem: "no such container"}, oncall.VoidHarness, "no such container"},
		"the engine failed the fault":       {oncall.Evidence{End: oncall.EndFault, Engine: true, Problem: "OCI runtime pause failed"}, oncall.VoidEngine, "OCI runtime pause failed"},
		"the fault's target was stopped":    {oncall.Evidence{End: oncall.EndFault, Engine: true, Touched: "stop postgres", Problem: "exited"}, "", `after "stop postgres": exited`},
		"the engine failed":                 {oncall.Evidence{End: oncall.EndEngine, Problem: "500"}, oncall.VoidEngine, "500"},
		"the machine was busy all the time": {oncall.Evidence{End: oncall.EndBusy, Problem: "too busy"}, oncall.VoidMachine, "too busy"},
		"users were unwell before":          {oncall.Evidence{End: oncall.EndUnwell, Problem: "3% failed"}, oncall.VoidMachine, "3% failed"},
		"users were made unwell by hand":    {oncall.Evidence{End: oncall.EndUnwell, Problem: "3% failed", Touched: "stop postgres"}, "", `after "stop postgres": 3% failed`},
		"the lab was removed":               {oncall.Evidence{End: oncall.EndRemoved, Touched: "stop redis", Problem: "by firedrill down"}, oncall.VoidLabRemoved, "by firedrill down"},
		"the load was killed by hand":       {oncall.Evidence{End: oncall.EndClientKilled, Problem: "killed"}, "", "by hand: killed"},
		"the load ended by itself":          {oncall.Evidence{End: oncall.EndClientGone, Problem: "EOF"}, oncall.VoidHarness, "EOF"},
		"interrupted":                       {oncall.Evidence{End: oncall.EndInterrupted, Problem: "SIGTERM"}, oncall.VoidInterrupted, "SIGTERM"},
		"anything else":                     {oncall.Evidence{End: oncall.EndFailed, Problem: "disk full"}, oncall.VoidHarness, "disk full"},
	}
	for name, tt := range tests {
		got := oncall.Rule(tt.e)
		kind, text := "", got.Note
		if got.Void != nil {
			kind, text = got.Void.Kind, got.Void.Reason
		}
		if kind != tt.void || !strings.Contains(text, tt.says) || tt.says == "" && text != "" {
			t.Errorf("%s: %+v %q, want %q with %q", name, got.Void, text, tt.void, tt.says)
		}
	}
}

func TestTouched_ReturnsTheLastChangeBeforeATime(t *testing.T) {
	r := &oncall.Round{Scenario: frozen()}
	for i, text := range []string{"status", "sql 'SELECT 1'", "stop postgres", "logs nginx", "restart redis"} {
		r.Note(time.Duration(i)*time.Second, oncall.Command, text)
	}
	for until, want := range map[time.Duration]string{time.Second: "", 3 * time.Second: "stop postgres", time.Minute: "stop postgres"} {
		if got := r.Touched(until, lab.InRole(topology.RoleDatabase)); got != want {
			t.Errorf("until %s: %q, want %q", until, got, want)
		}
	}
}

func TestTouched_CommandWithoutAServiceActsOnItsRole(t *testing.T) {
	for line, role := range map[string]topology.Role{"cert renew": topology.RoleProxy, "config nginx --set=a=>b": topology.RoleProxy,
		"sql 'DROP TABLE x'": topology.RoleDatabase, "redis FLUSHALL": topology.RoleCache} {
		r := &oncall.Round{Scenario: frozen()}
		r.Note(0, oncall.Command, line)
		for _, i := range lab.Instances() {
			if got := r.Touched(0, []topology.Instance{i}) != ""; got != (i.Role == role) {
				t.Errorf("%q touches %q: %v", line, i.Name, got)
			}
		}
	}
}

func TestTouched_ReadingIsNoChange(t *testing.T) {
	services := lab.InRole(topology.RoleProxy, topology.RoleApp, topology.RoleCache, topology.RoleDatabase)
	for line, want := range map[string]bool{
		"restart shop": true, "env shop-1": false, "env shop-1 A=b": true, "network postgres": false, "network postgres --reset": true, "limits redis": false,
		"limits redis --cpus=1": true, "config nginx": false, "config nginx --set=a=>b": true, "cert": false, "cert renew": true,
		"sql 'SELECT 1'": false, "sql --as=shop 'select 1'": false, "sql 'DROP TABLE x'": true, "sql 'SELECT pg_terminate_backend(7)'": true,
		"redis INFO stats": false, "redis FLUSHALL": true, "exec client": false, "": false, "stop nginx-2": false,
	} {
		r := &oncall.Round{Scenario: frozen()}
		r.Note(0, oncall.Command, line)
		if got := r.Touched(0, services) != ""; got != want {
			t.Errorf("%q: %v, want %v", line, got, want)
		}
	}
}
