package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"firedrill/internal/drill"
	"firedrill/internal/engine"
	"firedrill/internal/grade"
	"firedrill/internal/labtest"
	"firedrill/internal/record"
	"firedrill/internal/runner"
	"firedrill/internal/signals"
	"firedrill/stack"
)

// rig is a folder to run the real binary in, with a state of its own.
type rig struct {
	t      *testing.T
	engine *engine.Engine
	binary string
	dir    string

	environ []string // added to that of the test

	fragile, hardened string // labs of this rig alone: a lab of the engine's owner is left in peace, and tests run side by side
}

var rigs atomic.Int64 // of this process

func newRig(t *testing.T) *rig {
	t.Helper()
	e := labtest.Engine(t)
	n := rigs.Add(1)
	r := &rig{t: t, engine: e, binary: labtest.Binary(t), dir: t.TempDir(), fragile: labtest.Name(fmt.Sprint("f", n)), hardened: labtest.Name(fmt.Sprint("h", n))}
	r.file("labs.yaml", "labs:\n  "+r.fragile+": {extends: fragile}\n  "+r.hardened+": {extends: hardened}\n")
	labtest.Images(t, e, labtest.Lab(1)) // building them is not what is timed here
	return r
}

// command prepares one call of firedrill.
func (r *rig) command(args ...string) *exec.Cmd {
	cmd := exec.Command(r.binary, args...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "FIREDRILL_STATE="+filepath.Join(r.dir, "state"), "NO_COLOR=1")
	cmd.Env = append(cmd.Env, r.environ...)
	return cmd
}

// said is what a call of firedrill came to.
type said struct {
	code           int
	stdout, stderr string
}

// Within which a call must reach its end.
const (
	oneCall  = 2 * time.Minute
	longCall = 8 * time.Minute // several drills
)

// call runs firedrill to its end, which it must reach within two minutes.
func (r *rig) call(args ...string) said {
	r.t.Helper()
	return r.callWithin(oneCall, args...)
}

func (r *rig) callWithin(long time.Duration, args ...string) said {
	r.t.Helper()
	cmd := r.command(args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	bound := time.AfterFunc(long, func() { cmd.Process.Kill() })
	defer bound.Stop()
	return said{exitOf(r.t, cmd.Wait()), stdout.String(), stderr.String()}
}

func exitOf(t *testing.T, err error) int {
	t.Helper()
	if err == nil {
		return 0
	}
	if bad, ok := errors.AsType[*exec.ExitError](err); ok {
		return bad.ExitCode()
	}
	t.Fatal(err)
	return -1
}

// in is the same rig for a part of its test.
func (r *rig) in(t *testing.T) *rig {
	same := *r
	same.t = t
	return &same
}

// must calls firedrill and wants an exit code.
func (r *rig) must(code int, args ...string) said {
	r.t.Helper()
	s := r.call(args...)
	if s.code != code {
		r.t.Fatalf("firedrill %s: exit %d, want %d\n%s%s", strings.Join(args, " "), s.code, code, s.stdout, s.stderr)
	}
	return s
}

// cleaned calls clean and returns what it did about one run. What runs of others left on the engine is no matter of this
// test's: clean may fail for them alone.
func (r *rig) cleaned(run string) (did []drill.Cleaned) {
	r.t.Helper()
	s := r.call("clean", "--json")
	var all []drill.Cleaned
	if err := json.Unmarshal([]byte(s.stdout), &all); err != nil {
		r.t.Fatalf("firedrill clean: exit %d, %v\n%s%s", s.code, err, s.stdout, s.stderr)
	}
	excused := false
	for _, c := range all {
		if c.Run == run {
			did = append(did, c)
		} else if c.Did == "left" {
			excused = true
		}
	}
	if s.code != exitPass && !excused {
		r.t.Fatalf("firedrill clean: exit %d\n%s%s", s.code, s.stdout, s.stderr)
	}
	return did
}

// file writes a file into the folder.
func (r *rig) file(name, text string) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// read reads a file of the folder.
func (r *rig) read(path ...string) []byte {
	r.t.Helper()
	text, err := os.ReadFile(filepath.Join(append([]string{r.dir}, path...)...))
	if err != nil {
		r.t.Fatal(err)
	}
	return text
}

// runs lists the folders of the drills so far.
func (r *rig) runs() []string {
	r.t.Helper()
	entries, err := os.ReadDir(filepath.Join(r.dir, "runs"))
	if err != nil {
		r.t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// drilled runs a drill that must fail. On a machine that is too busy to hold the load the drill says so, and is invalid:
// that is right as well, and no test of ours may depend on how busy a machine is.
func (r *rig) drilled(args ...string) said {
	r.t.Helper()
	s := r.call(append([]string{"run", "--lab", r.fragile}, args...)...)
	if s.code != exitFail && s.code != exitUnclear {
		r.t.Fatalf("firedrill run %s: exit %d\n%s%s", strings.Join(args, " "), s.code, s.stdout, s.stderr)
	}
	res := r.result()
	if s.code == exitUnclear && (res.Code.Busy() || r.busy(res.Run)) {
		r.t.Logf("this machine is busy: %s", res.Reason)
		return s
	}
	if s.code != exitFail || res.Verdict != grade.Fail {
		r.t.Fatalf("firedrill run %s: exit %d, verdict %q, want it to fail\n%s%s", strings.Join(args, " "), s.code, res.Verdict, s.stdout, s.stderr)
	}
	return s
}

// busyPart is the part of a drill's seconds from which on a machine counts as busy that stood still in them, or was full of other
// work.
const busyPart = 0.2

// busy says that the machine was busy during a drill, by its record.
func (r *rig) busy(run string) bool {
	r.t.Helper()
	_, w := r.measured(run)
	seen := w.Machine.Between(0, math.MaxInt64)
	busy := float64(seen.Still+seen.Crowded) >= busyPart*float64(seen.Seconds)
	if busy {
		r.t.Logf("this machine is busy: of %d seconds it stood still in %d and was full of other work in %d", seen.Seconds, seen.Still, seen.Crowded)
	}
	return busy
}

// disturbed says that the machine stood still, or was full of other work, at some time while the fault acted.
func (r *rig) disturbed(run string) bool {
	r.t.Helper()
	_, w := r.measured(run)
	fault := w.Phase(record.PhaseFault)
	if fault == nil {
		return true
	}
	seen := w.Machine.Between(fault.Start, fault.End)
	return seen.Still+seen.Crowded > 0
}

// measured reads the record of a drill, and what follows from it.
func (r *rig) measured(run string) (*record.Record, *signals.Windows) {
	r.t.Helper()
	rec, err := record.Open(filepath.Join(r.dir, "runs", run))
	if err != nil {
		r.t.Fatal(err)
	}
	w, err := signals.Measure(rec, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return rec, w
}

// result reads the result of the only drill.
func (r *rig) result() grade.Result {
	r.t.Helper()
	runs := r.runs()
	if len(runs) != 1 {
		r.t.Fatalf("runs are %q, want one", runs)
	}
	return r.resultOf(runs[0])
}

// resultOf returns the result of one drill.
func (r *rig) resultOf(run string) grade.Result {
	r.t.Helper()
	var res grade.Result
	if err := json.Unmarshal(r.read("runs", run, runner.ResultFile), &res); err != nil {
		r.t.Fatal(err)
	}
	return res
}

// left lists the containers and networks of the runs in this folder.
func (r *rig) left(run string) []string {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	var out []string
	containers, err := r.engine.List(ctx, stack.LabelRun+"="+run)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, c := range containers {
		out = append(out, c.Name)
	}
	networks, err := r.engine.Networks(ctx, stack.LabelRun+"="+run)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, n := range networks {
		out = append(out, "network "+n.Name)
	}
	return out
}

// short is a drill of seventeen seconds at most. What differs from drill to drill is the fault and the objectives.
const short = `title: A short drill
hop: database
level: 1
teaches: nothing, it is for a test
brief: all is well
page: something is wrong
load: {rate: 100/s, mix: {browse: 50, product: 25, order: 20, login: 5}}
timeline: {warmup: 1s, baseline: 4s, fault: 6s, recovery: 4s}
`

const shortTail = `cause: {component: postgres, mechanism: stopped}
hints: [one, two, three]
fix: [docker start postgres]
`

// shortOutage stops Postgres for six seconds. Users meet errors, or wait for the database if a connection was just being opened
// when its container went: then the SYN goes nowhere, and nobody gets another connection for DB_CONNECT_TIMEOUT. Both are bad
// seconds.
const shortOutage = short + `faults:
  - container.stop: {on: postgres}
objectives:
  - baseline: failed <= 5%
  - run: bad seconds <= 1
    key: true
  - run: lost orders = 0
` + shortTail
