package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"firedrill/internal/library"
	"firedrill/internal/oncall"
	"firedrill/internal/oncall/play"
	"firedrill/scenarios"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// busyRounds are drills whose fix is the restart of one service.
var busyRounds = []string{"redis-frozen", "db-frozen", "redis-down", "db-outage", "db-crash"}

// timely are the parts of a score that depend on how quickly a responder acts, which a busy machine may delay.
var timely = map[string]bool{"detect": true, "user pain": true}

// TestProofBusy_Rounds plays rounds beside noise, each as an expert does, with nothing but the tools of an agent. Each must get all
// points that do not depend on the responder's speed, or be void because of the machine or the engine.
func TestProofBusy_Rounds(t *testing.T) {
	if os.Getenv("FIREDRILL_TEST_BUSY") == "" {
		t.Skip("make proof-busy runs it beside noise")
	}
	void := 0
	many := times(t, "FIREDRILL_TEST_ROUNDS", len(busyRounds))
	for i := range many {
		name := busyRounds[i%len(busyRounds)]
		t.Run(fmt.Sprintf("%d %s", i+1, name), func(t *testing.T) {
			s, err := scenarios.Find(name, library.Faults())
			if err != nil {
				t.Fatal(err)
			}
			if expertRound(t, s).Void != nil {
				void++
			}
		})
	}
	t.Logf("%d rounds, %d void", many, void)
}

func expertRound(t *testing.T, s *scenarios.Scenario) play.Score {
	t.Helper()
	r := newRig(t)
	a := newPlayer(t, r.command("mcp", s.Name, "--lab", r.fragile, "--seed", number(quickSeed()), "--score", "score.json"))
	if a.reaches("page", "PAGE at") {
		for _, c := range []mcp.CallToolParams{
			{Name: "ack"},
			{Name: "diagnose", Arguments: map[string]any{"component": s.Cause.Component, "mechanism": s.Cause.Mechanism, "evidence": "status shows it"}},
			{Name: "restart", Arguments: map[string]any{"service": s.Cause.Component}},
			{Name: "resolve"},
		} {
			if _, err := a.session.CallTool(t.Context(), &c); err != nil {
				t.Logf("%s: %v", c.Name, err)
			}
		}
		a.reaches("debrief", s.Name)
	}
	_ = a.session.Close() // the exit code tells how it ended
	var played play.Score
	if err := json.Unmarshal(r.read("score.json"), &played); err != nil {
		t.Fatal(err)
	}
	switch {
	case played.Void != nil:
		t.Logf("exit %d, void, %s: %s\n%s", a.exit(), played.Void.Kind, played.Void.Reason, a.stderr.String())
		if kind := played.Void.Kind; a.exit() != exitUnclear || kind != oncall.VoidMachine && kind != oncall.VoidEngine {
			t.Errorf("exit %d, void for another reason than the machine: %+v", a.exit(), played.Void)
		}
	case played.Score == nil:
		t.Errorf("exit %d, neither scored nor void\n%s", a.exit(), a.stderr.String())
	default:
		t.Logf("exit %d, %d points", a.exit(), played.Score.Total)
		for _, l := range played.Score.Lines {
			if l.Points != l.Of && !timely[l.Name] {
				t.Errorf("%s: %d of %d: %s", l.Name, l.Points, l.Of, l.Why)
			}
		}
	}
	if open, err := filepath.Glob(filepath.Join(r.dir, "state", "open", "*")); err != nil || len(open) > 0 {
		t.Errorf("runs are open: %q %v", open, err)
	}
	return played
}

// reaches calls a tool that waits until it tells something, and says whether it did: a void round never does.
func (a *player) reaches(name, want string) bool {
	a.t.Helper()
	for range 10 {
		r, err := a.session.CallTool(a.t.Context(), &mcp.CallToolParams{Name: name, Arguments: map[string]any{"wait_seconds": 50}})
		if err != nil {
			return false
		}
		text := r.Content[0].(*mcp.TextContent).Text
		if strings.Contains(text, want) {
			return true
		}
		if strings.Contains(text, "void") {
			return false
		}
	}
	return false
}
