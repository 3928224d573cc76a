package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
)

// broken is an output that takes so many bytes and then fails.
type broken struct {
	takes int
	err   error
}

func (b *broken) Write(p []byte) (int, error) {
	if b.takes -= len(p); b.takes < 0 {
		return 0, b.err
	}
	return len(p), nil
}

// TestRun_AnswerThatIsCutShort has commands write to a full disk and to a closed pipe.
func TestRun_AnswerThatIsCutShort(t *testing.T) {
	t.Chdir(t.TempDir())
	environ := append(os.Environ(), "FIREDRILL_STATE="+t.TempDir(), "FIREDRILL_ENGINE=unix:///nowhere/engine.sock")
	for _, takes := range []int{0, 40} {
		for _, failure := range []error{syscall.ENOSPC, syscall.EPIPE, &os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.ENOSPC}} {
			for _, line := range []string{"list", "list --json", "faults", "faults cpu.limit", "show db-lock", "schema", "--help", "help run"} {
				var stderr bytes.Buffer
				code := run(t.Context(), strings.Fields(line), environ, strings.NewReader(""), &broken{takes, failure}, &stderr)
				if got := stderr.String(); code != exitInternal || strings.Count(got, "\n") != 1 || !strings.HasPrefix(got, "write to standard output: ") || strings.Contains(got, "/dev/stdout") {
					t.Errorf("%s after %d bytes, %v: exit %d, %q", line, takes, failure, code, got)
				}
			}
		}
	}
}

func TestExit_KeepsTheVerdictOfADrillWhoseReportWasCutShort(t *testing.T) {
	var stderr bytes.Buffer
	a := &app{stderr: &stderr, repeats: &repeats{}, output: &output{to: &broken{0, syscall.EPIPE}}}
	if _, err := a.output.Write([]byte("report")); !errors.Is(err, syscall.EPIPE) {
		t.Fatal(err)
	}
	if code := a.exit(verdictError{"fail"}); code != exitFail || stderr.String() != "write to standard output: broken pipe\n" {
		t.Errorf("exit %d: %q", code, stderr.String())
	}
}

// TestJSON_InEveryForm calls what needs neither a lab nor an engine, each in the form that finds nothing too.
func TestJSON_InEveryForm(t *testing.T) {
	t.Chdir(t.TempDir())
	environ := append(os.Environ(), "FIREDRILL_STATE="+t.TempDir(), "FIREDRILL_ENGINE=unix:///nowhere/engine.sock")
	for _, line := range []string{"list", "faults", "faults net.delay", "history", "history --scenario db-lock", "rounds", "rounds --by scenario", "rounds --by responder", "rounds --as ann", "doctor"} {
		var stdout, stderr bytes.Buffer
		run(t.Context(), append(strings.Fields(line), "--json"), environ, strings.NewReader(""), &stdout, &stderr)
		answer := json.NewDecoder(&stdout)
		var v any
		if err := answer.Decode(&v); err != nil || v == nil || answer.More() {
			t.Errorf("%s --json: %v, %v, more: %v; %s", line, err, v, answer.More(), stderr.String())
		}
	}
	if one, err := printed(1); err != nil || one != "1\n" {
		t.Errorf("one answer: %q, %v", one, err)
	}
	if two, err := printed(1, 2); err != nil || two != "[\n  1,\n  2\n]\n" {
		t.Errorf("two answers: %q, %v", two, err)
	}
}

// digit is an answer that is short as JSON.
type digit int

func (digit) Text(io.Writer) error { return nil }

func printed(all ...digit) (string, error) {
	var b bytes.Buffer
	err := printEach(&app{stdout: &b}, all, true)
	return b.String(), err
}
