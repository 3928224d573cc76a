package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"firedrill/internal/class"
	"firedrill/internal/labtest"
	"firedrill/internal/library"
	"firedrill/internal/oncall"
	"firedrill/internal/oncall/play"
	"firedrill/scenarios"
	"firedrill/stack"
)

// watched starts a call of firedrill whose output can be waited for. It is interrupted when the test ends, and killed if it has
// not ended in time.
func (r *rig) watched(cmd *exec.Cmd) *screen {
	r.t.Helper()
	in, out, err := os.Pipe()
	if err != nil {
		r.t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = out, out
	err = cmd.Start()
	out.Close()
	if err != nil {
		r.t.Fatal(err)
	}
	bound := time.AfterFunc(5*time.Minute, func() { cmd.Process.Kill() })
	s := &screen{t: r.t, tty: in, more: make(chan struct{}, 1)}
	reading := make(chan struct{})
	go func() { defer close(reading); s.read() }()
	r.t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt) // of a test that ended early; one that has ended is not hurt
		<-reading
		bound.Stop()
		in.Close()
	})
	return s
}

func TestANameSitsInOneClassAtATime(t *testing.T) {
	state, err := os.MkdirTemp("", "class") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(state) })
	t.Setenv("FIREDRILL_STATE", state)
	t.Setenv("FIREDRILL_ENGINE", "unix:///nowhere/engine.sock")
	path := oncall.Socket(filepath.Join(state, "oncall"), class.Instance("ben"))
	shut, err := oncall.Serve(path, &class.Seat{Name: "ben", Drills: []string{"db-lock"}, Changed: func() {}})
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	code := run(t.Context(), []string{"class", "--for", "ann,ben", "db-lock"}, os.Environ(), strings.NewReader(""), io.Discard, &stderr)
	if code != exitUsage || !strings.HasPrefix(stderr.String(), "responder \"ben\" is already in another class\nhint: ") {
		t.Errorf("exit %d: %s", code, stderr.String())
	}
	if _, err := oncall.Say(t.Context(), path, oncall.Ask{Verb: oncall.Look}); err != nil {
		t.Errorf("the other class's desk: %v", err)
	}
	if err := shut(); err != nil {
		t.Error(err)
	}
	typed(t, exitNoEngine, "class", "--for", "ann,ben", "db-lock")
	if left, _ := os.ReadDir(filepath.Join(state, "oncall")); len(left) > 0 {
		t.Errorf("desks are left: %v", left)
	}
}

// seedOfTwo gives a round that breaks and pages soon, twice: the one drill follows the other.
func seedOfTwo(t *testing.T, first, second string) uint64 {
	t.Helper()
	all, err := scenarios.Library(library.Faults())
	if err != nil {
		t.Fatal(err)
	}
	begins := all[slices.IndexFunc(all, func(s *scenarios.Scenario) bool { return s.Name == first })]
	for seed := range uint64(1_000_000) {
		if w := oncall.When(seed); seed == 0 || w.Quiet > 14*time.Second || w.Page > 9*time.Second || w.Pause > 10*time.Second {
			continue
		}
		if next, err := oncall.Follower(all, begins, stack.Largest().Topology(), seed); err == nil && next.Name == second {
			return seed
		}
	}
	t.Fatalf("%s never follows %s", second, first)
	return 0
}

// TestAClassOfTwo has one responder play with commands of their own, and one at the prompt of a guest. A second incident
// follows the first.
func TestAClassOfTwo(t *testing.T) {
	labtest.Beside(t, 2*labtest.Loaded)
	r := newRig(t)
	ann, ben := labtest.Name("ann"), labtest.Name("ben")
	cmd := r.command("class", "redis-frozen", "--for", ann+","+ben, "--lab", r.fragile, "--second", "--no-hints", "--seed", number(seedOfTwo(t, "redis-frozen", "db-frozen")))
	s := r.watched(cmd)
	s.await("firedrill join " + ben)
	join := r.command("join", ben)
	typing, err := join.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	guest := r.watched(join)
	guest.await("You are on call for the shop")
	say := func(words ...string) said {
		t.Helper()
		return r.must(exitPass, append(words, "--lab", class.Instance(ann))...)
	}
	s.await(ann + ": paged")
	say("ack")
	s.await(ann + ": acked")
	if got := say("diagnose", "redis", "stopped"); !strings.Contains(got.stdout, "right component, wrong mechanism") {
		t.Errorf("half a diagnosis: %q", got.stdout)
	}
	s.await(ann + ": diagnosed, component right")
	guest.await("*** PAGE")
	for _, line := range []struct{ typed, answer string }{{"status", "paused"}, {"ack", "page acknowledged"}, {"diagnose redis frozen paused", "correct"},
		{"restart redis", "redis restarted"}, {"resolve", "resolved; your shift continues"}} {
		if _, err := io.WriteString(typing, line.typed+"\n"); err != nil {
			t.Fatal(err)
		}
		guest.await(line.answer)
	}
	if strings.Contains(guest.seen(), "redis-frozen") {
		t.Errorf("the drill's name is to be seen before the end:\n%s", guest.seen())
	}
	if strings.Contains(guest.seen(), class.Instance(ann)) {
		t.Errorf("the lab of another is to be seen:\n%s", guest.seen())
	}
	if got := r.call("hint", "--lab", class.Instance(ann)); !strings.Contains(got.stderr, "hints are disabled") {
		t.Errorf("a hint: %+v", got)
	}
	say("restart", "redis")
	say("resolve")
	for _, name := range []string{ann, ben} {
		s.await(name + ": paged (1 of 1, db-frozen)")
	}
	if got := r.must(exitPass, "status", "--lab", class.Instance(ben)).stdout; !regexp.MustCompile(`postgres +paused`).MatchString(got) {
		t.Errorf("the second incident is not there: %s", got)
	}
	for _, words := range [][]string{{"ack"}, {"diagnose", "postgres", "frozen", "status says paused"}, {"restart", "postgres"}, {"resolve"}} {
		say(words...)
		r.must(exitPass, append(words, "--lab", class.Instance(ben))...)
	}
	if n := strings.Count(guest.seen(), "*** PAGE"); n != 2 {
		t.Errorf("the guest was paged %d times:\n%s", n, guest.seen())
	}
	guest.await("The round is over.")
	guest.await("redis-frozen: The cache hangs")
	guest.await("That was the last round of this class.")
	if err := join.Wait(); err != nil {
		t.Errorf("join: %v\n%s", err, guest.seen())
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, s.seen())
	}
	s.await("POINTS")
	for _, name := range []string{ann, ben} {
		if !regexp.MustCompile(`(?m)^` + name + ` +\d+ +\d+$`).MatchString(s.seen()) {
			t.Errorf("%s has no points:\n%s", name, s.seen())
		}
	}
	r.kept(ann, ben)
}

// kept looks whether the history knows a round of each, and nothing else is left of them.
func (r *rig) kept(names ...string) {
	r.t.Helper()
	rates := r.must(exitPass, "rounds", "--by", "responder", "--pass", "0").stdout
	for _, name := range names {
		if !regexp.MustCompile(`(?m)^` + name + ` +1 +1 +100%`).MatchString(rates) {
			r.t.Errorf("the history knows no round of %s:\n%s", name, rates)
		}
	}
	for _, run := range r.runs() {
		var played play.Score
		if err := json.Unmarshal(r.read("runs", run, play.File), &played); err != nil {
			r.t.Error(err)
		}
		// What no busy machine takes from who did all that there is to do.
		if played.Void != nil {
			r.t.Logf("void: %+v", played.Void)
		} else if played.Score.Total < 30 {
			r.t.Errorf("%s has %d points: %+v", played.Responder, played.Score.Total, played.Score.Lines)
		}
		if left := r.left(run); len(left) > 0 {
			r.t.Errorf("left: %q", left)
		}
	}
	for _, folder := range []string{"oncall", "sealed"} {
		if left, _ := os.ReadDir(filepath.Join(r.dir, "state", folder)); len(left) > 0 {
			r.t.Errorf("left in %s: %v", folder, left)
		}
	}
}
