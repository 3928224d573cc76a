package main

import (
	"errors"
	"flag"
	"os/exec"
	"strconv"
	"testing"

	"firedrill/internal/labtest"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write the expected output of scripts anew")

// TestMain lets a script call firedrill: the test binary plays it, so that the real main runs, in a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"firedrill": main})
}

// tests are run with the binary that some of them need, which is removed afterwards.
type tests struct{ m *testing.M }

func (t tests) Run() int { return labtest.Main(t.m) }

// TestScripts runs testdata/script: what a user types, and what comes back. No engine answers there, so that a script
// that passes has started nothing.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Cmds:          map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
		Setup: func(env *testscript.Env) error {
			env.Setenv("FIREDRILL_ENGINE", "unix:///nowhere/engine.sock")
			env.Setenv("FIREDRILL_STATE", env.WorkDir+"/state")
			return nil
		},
	})
}

// exits runs a program and compares its exit code: exits 2 firedrill lst.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		bad := (*exec.ExitError)(nil)
		if !errors.As(err, &bad) {
			ts.Fatalf("%v", err)
		}
		got = bad.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}
