package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"firedrill/internal/labtest"
	agents "firedrill/internal/mcp"
	"firedrill/internal/mcpdesk"
	"firedrill/internal/oncall"
	"firedrill/internal/oncall/play"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// player is a real client of the protocol, at the other end of a firedrill of its own.
type player struct {
	t       *testing.T
	cmd     *exec.Cmd
	session *mcp.ClientSession
	stderr  bytes.Buffer // complete when the session is closed
	seen    strings.Builder
}

func newPlayer(t *testing.T, cmd *exec.Cmd) *player {
	t.Helper()
	a := &player{t: t, cmd: cmd}
	cmd.Stderr = &a.stderr
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test"}, nil).Connect(t.Context(), &mcp.CommandTransport{Command: cmd, TerminateDuration: oneCall}, nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, a.stderr.String())
	}
	bound := time.AfterFunc(5*time.Minute, func() { cmd.Process.Kill() })
	t.Cleanup(func() { bound.Stop() })
	a.session = session
	return a
}

// call calls a tool that must not fail, and wants to be told something.
func (a *player) call(name string, args map[string]any, want string) {
	a.t.Helper()
	a.tried(name, args, false, want)
}

func (a *player) tried(name string, args map[string]any, fails bool, want string) {
	a.t.Helper()
	r, err := a.session.CallTool(a.t.Context(), &mcp.CallToolParams{Name: name, Arguments: args})
	if err != nil {
		a.t.Fatalf("%s: %v", name, err)
	}
	text := r.Content[0].(*mcp.TextContent).Text
	a.seen.WriteString(text)
	if r.IsError != fails || !strings.Contains(text, want) {
		a.t.Fatalf("%s %v: %q, want %q", name, args, text, want)
	}
}

// exit is the exit code of the server, which has ended.
func (a *player) exit() int { return a.cmd.ProcessState.ExitCode() }

// until calls a tool that waits until it tells something.
func (a *player) until(name, want string) {
	a.t.Helper()
	for range 10 {
		r, err := a.session.CallTool(a.t.Context(), &mcp.CallToolParams{Name: name, Arguments: map[string]any{"wait_seconds": 50}})
		if err != nil {
			a.t.Fatalf("%s: %v", name, err)
		}
		text := r.Content[0].(*mcp.TextContent).Text
		if strings.Contains(text, want) {
			return
		}
	}
	a.t.Fatalf("%s never told %q", name, want)
}

func TestAnAgentPlaysARoundOverTheProtocol(t *testing.T) {
	labtest.Beside(t, labtest.Loaded)
	r := newRig(t)
	log, score := filepath.Join(r.dir, "calls.jsonl"), filepath.Join(r.dir, "score.json")
	a := newPlayer(t, r.command("mcp", "redis-frozen", "--lab", r.fragile, "--seed", number(quickSeed()), "--audit", log, "--score", score))
	a.call("page", nil, "The lab is starting")
	a.until("page", "PAGE at")
	a.call("ack", nil, "page acknowledged")
	a.call("status", nil, "paused")
	a.call("top", nil, "redis")
	a.call("changes", nil, "")
	a.call("logs", map[string]any{"service": "nginx", "lines": 5}, "\n")
	a.call("sql", map[string]any{"statement": "SELECT 6*7", "as": "shop"}, "42")
	a.call("exec", map[string]any{"service": "postgres", "program": []string{"echo", "--engine=elsewhere"}}, "--engine=elsewhere")
	a.tried("network", map[string]any{"service": "client"}, true, "enum")
	a.tried("exec", map[string]any{"service": "client", "program": []string{"id"}}, true, "enum")
	a.call("diagnose", map[string]any{"component": "redis", "mechanism": "stopped", "evidence": ""}, "right component, wrong mechanism")
	a.tried("debrief", nil, true, "the round is not over")
	if seen := a.seen.String(); strings.Contains(seen, "container.pause") || strings.Contains(seen, "redis-frozen") {
		t.Errorf("the answer is told before the end:\n%s", seen)
	}
	a.call("diagnose", map[string]any{"component": "redis", "mechanism": "frozen", "evidence": "status says paused"}, "correct")
	a.call("restart", map[string]any{"service": "redis"}, "redis restarted")
	a.call("resolve", nil, "resolved; users are watched")
	a.tried("restart", map[string]any{"service": "redis"}, true, "the round is over")
	a.until("debrief", "redis-frozen")
	if err := a.session.Close(); err != nil && a.exit() != exitUnclear {
		t.Errorf("%v\n%s", err, a.stderr.String())
	}
	if a.stderr.Len() > 0 {
		t.Errorf("said beside the protocol: %s", a.stderr.String())
	}

	var played play.Score
	if err := json.Unmarshal(r.read("score.json"), &played); err != nil {
		t.Fatal(err)
	}
	if played.Void != nil && played.Void.Kind == oncall.VoidMachine {
		t.Logf("this machine is busy: %s", played.Void.Reason)
	} else if played.Score == nil {
		t.Errorf("void: %+v", played.Void)
	} else if played.Score.Total < 90 {
		t.Errorf("an expert has %d points: %+v", played.Score.Total, played.Score.Lines)
	}
	if again := r.read("runs", played.Run, agents.AuditFile); len(again) == 0 || !bytes.HasPrefix(r.read("calls.jsonl"), again) {
		t.Errorf("the audit log in the run's folder is another one:\n%s", again)
	}
	if calls := readCalls(t, r.read("calls.jsonl")); !calls["restart ok"] || !calls["network invalid"] || !calls["debrief error"] || !calls["restart refused"] {
		t.Errorf("written down: %v", calls)
	}
	if left := r.left(played.Run); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

func readCalls(t *testing.T, log []byte) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for line := range bytes.Lines(log) {
		var c mcpdesk.Call
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		all[c.Tool+" "+c.Outcome] = true
	}
	return all
}

func TestAnAgentThatLeavesBeforeThePageLeavesNothingBehind(t *testing.T) {
	labtest.Beside(t, labtest.Loaded)
	r := newRig(t)
	a := newPlayer(t, r.command("mcp", "redis-frozen", "--lab", r.fragile, "--seed", number(quickSeed())))
	a.until("page", "You are on call")
	runs, err := os.ReadDir(filepath.Join(r.dir, "state", "open"))
	if err != nil || len(runs) != 1 {
		t.Fatalf("open runs %v, %v", runs, err)
	}
	if err := a.session.Close(); err != nil {
		t.Errorf("%v\n%s", err, a.stderr.String())
	}
	if left, _ := os.ReadDir(filepath.Join(r.dir, "state", "open")); len(left) > 0 {
		t.Errorf("still open: %v", left)
	}
	if left := r.left(runs[0].Name()); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

func TestAnAgentIsToldWhyThereIsNoRound(t *testing.T) {
	cmd := exec.Command(labtest.Binary(t), "mcp", "--seed", "1")
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "FIREDRILL_STATE="+cmd.Dir, "FIREDRILL_ENGINE=unix:///nowhere/engine.sock")
	a := newPlayer(t, cmd)
	a.until("page", "The round failed: no container engine answers")
	a.tried("restart", map[string]any{"service": "redis"}, true, "the round is over")
	a.tried("debrief", map[string]any{"wait_seconds": 50}, true, "no container engine answers")
	if err := a.session.Close(); err == nil || cmd.ProcessState.ExitCode() != exitNoEngine {
		t.Errorf("%v, want exit %d\n%s", err, exitNoEngine, a.stderr.String())
	}
}
