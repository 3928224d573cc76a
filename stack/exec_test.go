package stack_test

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"firedrill/internal/engine"
	"firedrill/internal/labtest"
	"firedrill/stack"
)

// idle returns a container with a shell that does nothing.
func idle(t *testing.T, e *engine.Engine) string {
	t.Helper()
	c := engine.Container{Name: "firedrill-" + labtest.Name("idle"), Image: labtest.Images(t, e, labtest.Lab(1)).Redis, User: "999:1000",
		Entrypoint: []string{"redis-server"}, Labels: map[string]string{stack.LabelLab: "idle", stack.LabelRun: labtest.Name("idle")}, Network: "none"}
	id, err := e.Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stack.Remove(context.Background(), e, stack.LabelRun+"="+labtest.Name("idle")); err != nil {
			t.Error(err)
		}
	})
	return id
}

func TestExec_RunsAProgramInAContainer(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	id := idle(t, e)
	var out, said bytes.Buffer
	code, err := e.Exec(t.Context(), id, engine.Exec{Cmd: []string{"sh", "-c", `read line; echo "$WORD $line"; echo wrong >&2; exit 7`},
		Env: []string{"WORD=got"}, Stdin: strings.NewReader("a line\n"), Stdout: &out, Stderr: &said})
	if err != nil || code != 7 || out.String() != "got a line\n" || said.String() != "wrong\n" {
		t.Errorf("got %d %v, %q, %q", code, err, out.String(), said.String())
	}
	code, err = e.Exec(t.Context(), id, engine.Exec{Cmd: []string{"no-such-program"}})
	if err != nil || code != engine.ExitNotFound && code != engine.ExitNotExecutable {
		t.Errorf("a program that is not there: got %d %v", code, err)
	}
}

func TestExec_AttachedProgramSeesEndOfInput(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	id := idle(t, e)
	s, err := e.ExecAttached(t.Context(), id, engine.Exec{Cmd: []string{"sh", "-c", "echo up; cat; true"}})
	if err != nil {
		t.Fatal(err)
	}
	up := make([]byte, 3)
	if _, err := io.ReadFull(s, up); err != nil || string(up) != "up\n" {
		t.Fatalf("read %q %v", up, err)
	}
	if !runs(t, e, id, "echo up") {
		t.Error("a program that runs is not seen")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for until := time.Now().Add(10 * time.Second); runs(t, e, id, "echo up"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("it lives on after its input has ended")
		}
	}
}

func runs(t *testing.T, e *engine.Engine, id, word string) bool {
	t.Helper()
	all, err := e.Processes(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(all, func(p engine.Process) bool { return strings.Contains(p.Args, word) })
}
