package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"firedrill/internal/engine/enginetest"
	"firedrill/internal/labtest"
	"firedrill/internal/oncall"
	"firedrill/stack"

	"github.com/creack/pty"
)

// manyTraces is a scenario whose faults leave traces of every sort: a sidecar and rules of packets, a policy with its
// function and its schema, a session that holds a lock, one that keeps Redis busy, another release of the app, a changed
// configuration, a program of ours among a service's processes.
const manyTraces = short + `faults:
  - net.delay: {on: redis, delay: 10ms}
  - postgres.slow-table: {on: postgres, table: products, delay: 30ms}
  - postgres.lock: {on: postgres, table: users, mode: share}
  - redis.slow: {on: redis, delay: 20ms}
  - app.errors: {on: shop-1, route: profile, share: 40}
  - nginx.body-limit: {on: nginx, bytes: 600}
  - memory.burn: {on: nginx, share: 60}
objectives:
  - baseline: failed <= 5%
` + shortTail

// sealedRound is a round of on call at a terminal of its own, which nobody answers.
type sealedRound struct {
	*screen
	rig *rig
	lab string
}

// oncall begins a round and waits for its page.
func (r *rig) oncall(given ...string) *sealedRound {
	r.t.Helper()
	cmd := r.command(append([]string{"oncall", "--lab", r.fragile, "--seed", number(quickSeed())}, given...)...)
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 120})
	if err != nil {
		r.t.Fatal(err)
	}
	o := &sealedRound{rig: r, screen: &screen{t: r.t, tty: tty, more: make(chan struct{}, 1)}}
	reading := make(chan struct{})
	go func() { defer close(reading); o.read() }()
	r.t.Cleanup(func() {
		o.end(cmd)
		tty.Close()
		<-reading
	})
	o.await("*** PAGE")
	o.lab = regexp.MustCompile(`The lab is "([^"]+)"`).FindStringSubmatch(o.seen())[1]
	return o
}

// end interrupts the round and waits until everything is put back.
func (o *sealedRound) end(cmd *exec.Cmd) {
	_ = cmd.Process.Signal(os.Interrupt) // one that has ended is what is wanted
	bound := time.AfterFunc(oneCall, func() { cmd.Process.Kill() })
	defer bound.Stop()
	if code := exitOf(o.t, cmd.Wait()); code != exitInterrupted {
		o.t.Errorf("the round ended with %d:\n%s", code, o.seen())
	}
}

// proven waits for so many faults to be proven, as the sealed journal tells.
func (o *sealedRound) proven(many int) {
	o.t.Helper()
	bound := time.Now().Add(oneCall)
	for {
		journals, err := filepath.Glob(filepath.Join(o.rig.dir, "state", "sealed", "*", "journal.jsonl"))
		if err != nil || len(journals) != 1 {
			o.t.Fatalf("sealed journals: %q, %v", journals, err)
		}
		text, err := os.ReadFile(journals[0])
		if err != nil {
			o.t.Fatal(err)
		}
		if bytes.Count(text, []byte(`"did":"proven"`)) >= many {
			return
		}
		if time.Now().After(bound) {
			o.t.Fatalf("not all faults are proven:\n%s\n%s", text, o.seen())
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// look asks a command of ours what it tells of the round's lab.
func (o *sealedRound) look(words ...string) string {
	o.t.Helper()
	cmd := o.rig.command(words...)
	cmd.Env = append(cmd.Env, instanceVariable+"="+o.lab)
	out, err := cmd.CombinedOutput()
	if err != nil {
		o.t.Errorf("%q: %v\n%s", words, err, out)
	}
	return string(out)
}

// looks are what somebody would try who is after the name of what was done, and what is to be found there all the same, as
// it would be in a real incident.
var looks = []struct {
	words []string
	finds string
}{
	{[]string{"status"}, "shop-1"},
	{[]string{"status", "--json"}, `"faults": []`},
	{[]string{"changes"}, "deploy shop-1"},
	{[]string{"top"}, "waits"},
	{[]string{"env", "shop-1"}, "RELEASE="},
	{[]string{"config", "nginx"}, "client_max_body_size 600;"},
	{[]string{"limits", "nginx"}, ""},
	{[]string{"cert"}, ""},
	{[]string{"metrics", "shop-1"}, ""},
	{[]string{"network", "redis"}, "packets"},
	{[]string{"network", "postgres"}, "nothing is programmed"},
	{[]string{"network", "client"}, ""},
	{[]string{"logs", "nginx"}, ""},
	{[]string{"logs", "shop-1"}, ""},
	{[]string{"logs", "redis"}, ""},
	{[]string{"logs", "postgres"}, ""},
	{[]string{"sql", "SELECT a.*, l.mode FROM pg_stat_activity a LEFT JOIN pg_locks l USING (pid)"}, "ShareLock"},
	{[]string{"sql", "SELECT * FROM pg_policies"}, "products"},
	{[]string{"sql", "SELECT proname, prosrc FROM pg_proc WHERE prosrc LIKE '%pg_sleep(%'"}, "pg_sleep"},
	{[]string{"sql", `\dn+`, `\dp`, `\du`}, ""},
	{[]string{"redis", "CLIENT", "LIST"}, "cmd=eval"},
	{[]string{"redis", "SLOWLOG", "GET"}, "EVAL"},
	{[]string{"redis", "ACL", "LIST"}, ""},
	{[]string{"redis", "KEYS", "*_*"}, ""},
}

// until looks again and again until something is to be seen.
func (o *sealedRound) until(finds string, words ...string) {
	o.t.Helper()
	for bound := time.Now().Add(oneCall); !strings.Contains(o.look(words...), finds); {
		if time.Now().After(bound) {
			o.t.Fatalf("%q never shows %q:\n%s", words, finds, o.look(words...))
		}
	}
}

// TestARoundGivesNothingAway looks at a round with the eyes of somebody who would cheat: whatever the engine shows of its
// containers, and what our own commands tell, has to show what a real incident would, and no name of it.
func TestARoundGivesNothingAway(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	r := newRig(t)
	r.file("xylophone.yaml", manyTraces)
	o := r.oncall("./xylophone.yaml", "--noise", "--no-hints")
	o.proven(strings.Count(manyTraces, "on: "))
	words := telling("xylophone")
	shown := enginetest.Shown(t, stack.LabelLab+"="+o.lab)
	for what, text := range shown {
		for _, tells := range tellsIn(text, words) {
			t.Errorf("docker %s tells: %s", what, tells)
		}
	}
	for _, l := range looks {
		text := o.look(l.words...)
		if !strings.Contains(text, l.finds) {
			t.Errorf("%q does not show %q:\n%s", l.words, l.finds, text)
		}
		for _, tells := range tellsIn(text, words) {
			t.Errorf("%q tells: %s", l.words, tells)
		}
	}
	o.enter("hint", "hints are disabled")
	quick := oncall.When(quickSeed())
	for _, c := range oncall.Innocent(quickSeed(), quick.Quiet, []string{"shop-1"}) {
		said, _, _ := strings.Cut(c.String(), "=")
		if c.Config != "" {
			said = "config nginx reloaded"
		}
		o.until(said, "changes")
	}
	noise := oncall.Noisy(quickSeed())
	o.until(noise.Report, "sql", "SELECT query FROM pg_stat_activity")
	o.until(noise.Bursts[0].Paths[0], "logs", "nginx")
	for _, service := range []string{stack.Nginx, "shop-1", stack.Redis, stack.Postgres, stack.Client} {
		if n := strings.Count(strings.Join(shownNames(shown), " "), "-"+stack.Sidecar+"-"+service+"-"); n != 1 {
			t.Errorf("%s has %d sidecars, want one as each has: %q", service, n, shownNames(shown))
		}
	}
}

// shownNames are the names of the containers that were shown.
func shownNames(shown map[string]string) (names []string) {
	for what := range shown {
		if name, is := strings.CutPrefix(what, "ps "); is {
			names = append(names, name)
		}
	}
	return names
}
