package consumers

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// proc writes the /proc of a simulated machine.
func proc(t *testing.T, all map[string][3]string) string {
	t.Helper()
	dir := t.TempDir()
	for pid, p := range all {
		if err := os.MkdirAll(filepath.Join(dir, pid), 0o700); err != nil {
			t.Fatal(err)
		}
		stat := pid + " (" + p[0] + ") R 1 2 3 4 5 6 7 8 9 10 " + p[1] + " 0 0 0 20 0 1 0 77 0"
		for name, text := range map[string]string{"stat": stat, "cgroup": p[2], "cmdline": "secret"} {
			if err := os.WriteFile(filepath.Join(dir, pid, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

func TestTop_AddsUpByContainerAndName(t *testing.T) {
	id := strings.Repeat("ab", 32)
	before := processes(proc(t, map[string][3]string{"1": {"init", "5", "0::/"}, "7": {"stress (1)", "100", "0::/"}, "8": {"redis", "50", "0::/docker/" + id}}))
	after := processes(proc(t, map[string][3]string{"1": {"init", "5", "0::/"}, "7": {"stress (1)", "180", "0::/"}, "9": {"stress (1)", "20", "0::/"},
		"8": {"redis", "60", "0::/docker/" + id}, "10": {"x", "30", "0::/system.slice/docker-" + id + ".scope"}, "11": {"a\x1b[2Jb", "10", ""}}))
	var got []string
	for _, u := range top(before, after, time.Second, map[string]string{id: "lab-redis"}) {
		got = append(got, u.String())
	}
	want := []string{`process "stress (1)" (100% of a processor)`, `container "lab-redis" (40% of a processor)`, `process "a?[2Jb" (10% of a processor)`}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestTop_ReusedPIDIsAnotherProcess(t *testing.T) {
	before := map[string]process{"7": {name: "old", ticks: 1000, start: "1"}}
	after := map[string]process{"7": {name: "new", ticks: 40, start: "2"}}
	if got := top(before, after, time.Second, nil); len(got) != 1 || got[0].Name != "new" || got[0].Cores != 0.4 {
		t.Errorf("%+v", got)
	}
}
