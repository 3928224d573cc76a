package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"firedrill/internal/engine/enginetest"
	"firedrill/internal/grade"
	"firedrill/internal/labtest"
	"firedrill/internal/record"
	"firedrill/stack"
)

// harm is what is done to a drill's client while the baseline runs.
type harm struct {
	name string
	do   func(r *rig, s *enginetest.Streams, client string)
	gone bool   // the client does not outlive it
	why  string // what the reason says then
	long bool
}

func paused(long time.Duration) func(*rig, *enginetest.Streams, string) {
	return func(r *rig, _ *enginetest.Streams, client string) {
		if err := r.engine.Pause(r.t.Context(), client); err != nil {
			r.t.Fatal(err)
		}
		time.Sleep(long) // is the test's subject
		if err := r.engine.Unpause(r.t.Context(), client); err != nil {
			r.t.Fatal(err)
		}
	}
}

// TestDrill_ClientStream breaks what a drill knows its users by. The drill is right, or invalid with that reason, and
// leaves nothing.
func TestDrill_ClientStream(t *testing.T) {
	t.Parallel()
	for _, h := range []harm{
		{name: "cut", do: func(r *rig, s *enginetest.Streams, client string) {
			if s.Cut(client) == 0 {
				r.t.Fatal("there was no stream to cut")
			}
		}},
		{name: "killed", gone: true, why: "signal 9", do: func(r *rig, _ *enginetest.Streams, client string) {
			if err := r.engine.Kill(r.t.Context(), client, "KILL"); err != nil {
				r.t.Fatal(err)
			}
		}},
		{name: "silent", long: true, do: func(_ *rig, s *enginetest.Streams, client string) { s.Silence(client) }},
		{name: "paused for 1.5 s", long: true, do: paused(1500 * time.Millisecond)},
		{name: "paused for 5 s", long: true, do: paused(5 * time.Second)},
	} {
		t.Run(h.name, func(t *testing.T) {
			if h.long && os.Getenv("FIREDRILL_TEST_LONG") == "" {
				t.Skip("only with FIREDRILL_TEST_LONG")
			}
			h.harm(t)
		})
	}
}

func (h harm) harm(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	r := newRig(t)
	streams := enginetest.OpenStreams(t, r.engine.Host())
	r.file("outage.yaml", shortOutage)
	cmd := r.command("run", "./outage.yaml", "--lab", r.fragile)
	cmd.Env = append(cmd.Env, "DOCKER_HOST="+streams.Host())
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	run := r.inBaseline(ended, &stderr)
	h.do(r, streams, r.clientOf(run))
	var code int
	select {
	case err := <-ended:
		code = exitOf(t, err)
	case <-time.After(oneCall):
		_ = cmd.Process.Kill()
		<-ended // what it said is complete then
		t.Fatalf("the drill does not end:\n%s", stderr.String())
	}
	res := r.result()
	t.Logf("exit %d, %s: %s", code, res.Verdict, res.Reason)
	switch {
	case h.gone && (code != exitUnclear || res.Verdict != grade.Invalid || !strings.Contains(res.Reason, h.why)):
		t.Errorf("exit %d, %s: %q, want it to be invalid because of %q", code, res.Verdict, res.Reason, h.why)
	case !h.gone && code == exitUnclear:
		if res.Verdict != grade.Invalid && !r.busy(run) || strings.Contains(res.Reason, "incomplete") || strings.Contains(res.Reason, "client is gone") {
			t.Errorf("%s: %q", res.Verdict, res.Reason)
		}
	case !h.gone && (code != exitFail || res.Verdict != grade.Fail):
		t.Errorf("exit %d, verdict %q, want it to fail, as the database was stopped", code, res.Verdict)
	}
	if left := r.left(run); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
	if h.gone {
		r.endedSoon(run)
	}
}

// inBaseline waits for the drill's baseline to begin, and returns the run.
func (r *rig) inBaseline(ended <-chan error, stderr *bytes.Buffer) string {
	r.t.Helper()
	for deadline := time.After(oneCall); ; {
		found, err := filepath.Glob(filepath.Join(r.dir, "runs", "*", record.EventsFile))
		if err != nil {
			r.t.Fatal(err)
		}
		if len(found) == 1 {
			if text, err := os.ReadFile(found[0]); err == nil && bytes.Contains(text, []byte(`"`+record.PhaseBaseline+`"`)) {
				return filepath.Base(filepath.Dir(found[0]))
			}
		}
		select {
		case err := <-ended:
			r.t.Fatalf("the drill ended before its baseline: %v\n%s", err, stderr)
		case <-deadline:
			r.t.Fatal("the baseline does not begin")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (r *rig) clientOf(run string) string {
	r.t.Helper()
	all, err := r.engine.List(r.t.Context(), stack.LabelRun+"="+run, stack.LabelService+"="+stack.Client)
	if err != nil || len(all) != 1 {
		r.t.Fatalf("clients of %s: %v, error %v", run, all, err)
	}
	return all[0].ID
}

// endedSoon wants the record to end before the fault was injected: nobody waits for a client that is gone.
func (r *rig) endedSoon(run string) {
	r.t.Helper()
	if events := r.read("runs", run, record.EventsFile); bytes.Contains(events, []byte(`"`+record.StepInjected+`"`)) {
		r.t.Errorf("the drill went on after its client was gone:\n%s", events)
	}
}
