package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"firedrill/internal/labtest"
)

// graceAfterKill is how soon after the controller's death nothing of its run may be left. make proof-kill demands it; make test,
// on a machine that may be busy, waits for as long as it takes.
const graceAfterKill = 15 * time.Second

// TestKilledControllerLeavesNothing ends the controller with SIGKILL at random moments. FIREDRILL_TEST_KILLS says how
// often.
func TestKilledControllerLeavesNothing(t *testing.T) {
	t.Parallel()
	for i := range times(t, "FIREDRILL_TEST_KILLS", 2) {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			labtest.Beside(t, labtest.Light)
			r := newRig(t)
			r.file("outage.yaml", shortOutage)
			run, after := r.killed(t, false)
			took, left := r.goneWithin(t, run, oneCall)
			if len(left) > 0 {
				t.Fatalf("killed after %s: %s later there is %q", after, took, left)
			}
			t.Logf("killed after %s: nothing was left %s later", after.Round(time.Millisecond), took.Round(time.Millisecond))
			if os.Getenv("FIREDRILL_TEST_KILLS") != "" && took > graceAfterKill {
				t.Errorf("killed after %s: it took %s until nothing was left, more than %s", after, took, graceAfterKill)
			}
			r.journalTells(t, run, "watchdog")
		})
	}
}

// TestCleanTakesBackWhatBothLeft ends controller and watchdog, then calls clean, twice.
func TestCleanTakesBackWhatBothLeft(t *testing.T) {
	t.Parallel()
	for i := range times(t, "FIREDRILL_TEST_CLEANS", 1) {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			labtest.Beside(t, labtest.Light)
			r := newRig(t)
			r.file("outage.yaml", shortOutage)
			run, after := r.killed(t, true)
			did := r.in(t).cleaned(run)
			if left := r.left(run); len(left) > 0 {
				t.Fatalf("killed after %s: clean left %q, and said %+v", after, left, did)
			}
			t.Logf("killed after %s: clean said %+v", after.Round(time.Millisecond), did)
			r.journalTells(t, run, "clean")
			if again := r.in(t).cleaned(run); len(again) > 0 {
				t.Errorf("a second clean says %+v", again)
			}
		})
	}
}

func times(t *testing.T, variable string, otherwise int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// killed starts a drill and ends it with SIGKILL, at a moment between the journal's first line and the drill's end. It
// returns the run, and how long it lived.
func (r *rig) killed(t *testing.T, watchdogToo bool) (run string, after time.Duration) {
	t.Helper()
	before := map[string]bool{}
	if _, err := os.Stat(filepath.Join(r.dir, "runs")); err == nil {
		for _, old := range r.runs() {
			before[old] = true
		}
	}
	var stderr bytes.Buffer
	cmd := r.command("run", "./outage.yaml", "--lab", r.fragile)
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	run = r.newRun(t, before)
	dogs := children(t, cmd.Process.Pid)
	after = time.Duration(rand.Int64N(int64(13 * time.Second)))
	time.Sleep(time.Until(began.Add(after))) // the moment is the test's subject, not a wait for something
	if watchdogToo {
		for _, pid := range append(dogs, children(t, cmd.Process.Pid)...) {
			_ = kill(pid) // one that has just ended is dead as well
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed, and says so
	return run, after
}

// newRun waits for the folder of a run that has begun, with a journal in it.
func (r *rig) newRun(t *testing.T, before map[string]bool) string {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		journals, err := filepath.Glob(filepath.Join(r.dir, "state", "open", "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range journals {
			if run := filepath.Base(j); !before[run] {
				return run
			}
		}
	}
	t.Fatal("no run began within 20s")
	return ""
}

// goneWithin waits for everything of a run to be gone: containers, networks, and processes that name it.
func (r *rig) goneWithin(t *testing.T, run string, bound time.Duration) (time.Duration, []string) {
	t.Helper()
	began := time.Now()
	for {
		left := append(r.left(run), processes(t, run)...)
		if len(left) == 0 || time.Since(began) > bound {
			return time.Since(began), left
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// journalTells looks whether the journal says who undid the run.
func (r *rig) journalTells(t *testing.T, run, by string) {
	t.Helper()
	journal := string(r.read("runs", run, "journal.jsonl"))
	if !strings.Contains(journal, `"by":"`+by+`","did":"removed"`) || !strings.Contains(journal, `"by":"`+by+`","did":"closed"`) {
		t.Errorf("journal does not tell what %s did:\n%s", by, journal)
	}
	if _, err := os.Lstat(filepath.Join(r.dir, "state", "open", run)); err == nil {
		t.Errorf("run %s is still noted as open", run)
	}
}

// children lists the processes that a process has started.
func children(t *testing.T, pid int) []int {
	t.Helper()
	out, _ := exec.Command("pgrep", "-P", strconv.Itoa(pid)).Output() // none is exit code 1
	var pids []int
	for _, word := range strings.Fields(string(out)) {
		n, err := strconv.Atoi(word)
		if err != nil {
			t.Fatal(err)
		}
		pids = append(pids, n)
	}
	return pids
}

// processes lists the processes that have a run's journal on their command line.
func processes(t *testing.T, run string) []string {
	t.Helper()
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, path := range lines {
		text, err := os.ReadFile(path)
		if err == nil && bytes.Contains(text, []byte(run)) {
			out = append(out, strings.ReplaceAll(string(text), "\x00", " "))
		}
	}
	return out
}

func kill(pid int) error {
	p, err := os.FindProcess(pid)
	if err != nil {
		return err
	}
	return p.Kill()
}
