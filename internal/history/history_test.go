package history

import (
	"context"
	"strings"
	"testing"
	"time"

	"firedrill/internal/grade"
)

func TestName_HidesThePassword(t *testing.T) {
	tests := []struct{ at, want string }{
		{"runs/history.db", "runs/history.db"},
		{"postgres://u:geheim@db.lan:5432/drills?sslmode=disable&password=geheim", "postgres://db.lan:5432/drills"},
		{"postgresql://u:geheim@127.0.0.1:1/drills", "postgresql://127.0.0.1:1/drills"},
		{"postgres://u:geheim@db.lan:no/%zz", "postgres://..."},
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	for _, tt := range tests {
		if got := Name(tt.at); got != tt.want {
			t.Errorf("%q is shown as %q, want %q", tt.at, got, tt.want)
		}
		if !strings.Contains(tt.at, "127.0.0.1") && !strings.Contains(tt.at, "%zz") {
			continue // would resolve a host name
		}
		if _, err := Open(ctx, tt.at); err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%q: %v", tt.at, err)
		}
	}
}

func TestEntryRead_ReturnsTheStoredResult(t *testing.T) {
	started := time.Date(2025, 3, 14, 15, 9, 26, 123456789, time.FixedZone("", 3600))
	e := Of(&grade.Result{Run: "r", Scenario: "s", Lab: "l", Start: started, Verdict: grade.Fail}, []byte(`{"schema":"firedrill.result/1","run":"r"}`))
	if e.Started.Location() != time.UTC || e.Started.Nanosecond() != 123456000 {
		t.Errorf("started is %v", e.Started)
	}
	if r, err := e.Read(); err != nil || r.Run != "r" {
		t.Errorf("read back %+v, %v", r, err)
	}
	for _, text := range []string{"", "{", `{"schema":"firedrill.result/2"}`, "null"} {
		if _, err := (Entry{Run: "r", Result: []byte(text)}).Read(); err == nil {
			t.Errorf("%q was read as a result", text)
		}
	}
}
