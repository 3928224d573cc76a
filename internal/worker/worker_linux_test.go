package worker

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"firedrill/chaos"
)

// startWorker starts a worker, and returns its input, its answer and its exit error.
func startWorker(t *testing.T, line string) (in *io.PipeWriter, answer string, ended <-chan error) {
	t.Helper()
	r, w := io.Pipe()
	or, ow := io.Pipe()
	end := make(chan error, 1)
	go func() {
		err := Serve(t.Context(), "w1", r, ow)
		ow.Close()
		end <- err
	}()
	if _, err := io.WriteString(w, line+"\n"); err != nil {
		t.Fatal(err)
	}
	reply := make([]byte, 1000)
	n, err := or.Read(reply)
	if err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return w, string(reply[:n]), end
}

func TestServe_WorkEndsWithItsInput(t *testing.T) {
	for _, line := range []string{
		`{"work":{"spin":2,"within":3600000000000}}`,
		`{"work":{"hold":100000,"within":3600000000000}}`,
	} {
		in, answer, ended := startWorker(t, line)
		if answer != "{}\n" {
			t.Errorf("%s: answered %q", line, answer)
		}
		select {
		case err := <-ended:
			t.Fatalf("%s: ended before its input: %v", line, err)
		default:
		}
		in.Close()
		if err := <-ended; err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
}

func TestServe_WorkEndsAfterItsTime(t *testing.T) {
	_, _, ended := startWorker(t, `{"work":{"spin":1,"within":1000000}}`)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestServe_ReportsWhyWorkFailed(t *testing.T) {
	_, answer, ended := startWorker(t, `{"work":{"fill":"/no/such/folder","within":3600000000000}}`)
	if !strings.Contains(answer, "no such file or directory") {
		t.Errorf("answered %q", answer)
	}
	if err := <-ended; err == nil {
		t.Error("it ended well")
	}
}

func TestServe_FailsWithoutARequest(t *testing.T) {
	for in, want := range map[string]string{"": "EOF", "what\n": "invalid character"} {
		if err := Serve(t.Context(), "w1", strings.NewReader(in), io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("request %q: %v", in, err)
		}
	}
	var out bytes.Buffer
	if err := Serve(t.Context(), "w1", strings.NewReader("{}\n"), &out); err != nil || !strings.Contains(out.String(), "nothing was asked") {
		t.Errorf("no request: %v, %q", err, out.String())
	}
}

func TestEnd_KillsByNameAndRemovesFiles(t *testing.T) {
	left := filepath.Join(t.TempDir(), "left")
	if err := os.WriteFile(left, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	named, other := waiting(t, "w7"), waiting(t, "w77")
	if err := end(End{ID: "w7", Remove: []string{left, left + "-not-there"}}); err != nil {
		t.Fatal(err)
	}
	if err := <-named; err == nil || err.Error() != "signal: killed" {
		t.Errorf("the one that was named: %v", err)
	}
	select {
	case err := <-other:
		t.Errorf("another ended too: %v", err)
	default:
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("what it left is there")
	}
}

// waiting starts a process with a worker's name that waits for its input; the end of the test closes the input.
func waiting(t *testing.T, id string) <-chan error {
	t.Helper()
	cmd := exec.Command("sh", "-c", "echo; read line", Command, id)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 1)); err != nil { // the shell has started by now
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	done := make(chan struct{})
	go func() { defer close(done); ended <- cmd.Wait() }()
	t.Cleanup(func() { in.Close(); <-done })
	return ended
}

func TestAsk_ReturnsTheEnginesError(t *testing.T) {
	for text, want := range map[string]string{
		"OCI runtime exec failed: no such file\r\n": "OCI runtime exec failed: no such file",
		`{"error":"no space"}` + "\n":               "no space",
		"":                                          "no answer",
	} {
		_, err := Ask(t.Context(), stream{strings.NewReader(text)}, Request{Work: &chaos.Work{Within: time.Second}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// stream returns fixed input and discards output.
type stream struct{ io.Reader }

func (stream) Write(p []byte) (int, error) { return len(p), nil }
func (stream) Close() error                { return nil }
