package mcpdesk

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestCut_EndsAtALineAndNotInsideACharacter(t *testing.T) {
	tests := []struct {
		name, text string
		size       int
		page, rest string
	}{
		{"what fits is one page", "a\nb\n", 4, "a\nb\n", ""},
		{"a line's end near the bound", "aaaa\nbbbb\ncc", 11, "aaaa\nbbbb\n", "cc"},
		{"none near it", "a\n" + strings.Repeat("b", 20), 10, "a\nbbbbbbbb", strings.Repeat("b", 12)},
		{"inside a character", "aaaaé", 5, "aaaa", "é"},
		{"nothing", "", 5, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page, rest := cut(tt.text, tt.size)
			if page != tt.page || rest != tt.rest {
				t.Errorf("%q, %q; want %q, %q", page, rest, tt.page, tt.rest)
			}
		})
	}
}

func TestShelf_DropsTheOldestRest(t *testing.T) {
	var s shelf
	first := s.put("the first")
	if rest, ok := s.get(first); !ok || rest != "the first" {
		t.Errorf("%q, %v", rest, ok)
	}
	last := ""
	for range keptRests {
		last = s.put("another")
	}
	if _, ok := s.get(first); ok {
		t.Error("the oldest is still there")
	}
	if _, ok := s.get(last); !ok {
		t.Error("the newest is not there")
	}
}

func TestKept_BoundsOutputAndSaysSo(t *testing.T) {
	var k kept
	for range 3 {
		fmt.Fprint(&k, strings.Repeat("x", keptSize/2), "\xff")
	}
	text := k.String()
	if !utf8.ValidString(text) || len(text) > keptSize+200 || !strings.Contains(text, fmt.Sprintf("[%d more bytes were discarded", keptSize/2+3)) {
		t.Errorf("%d bytes, ending %q", len(text), text[len(text)-80:])
	}
}

func TestBudget_CountsStepsAndTimeSinceTheLabIsUp(t *testing.T) {
	b := budget{steps: 2, time: time.Minute}
	start := time.Unix(1000, 0)
	if got := b.left(start.Add(time.Hour)); got != (left{2, 60}) {
		t.Errorf("before the lab is up: %v", got)
	}
	b.begin(start)
	for want := range 2 {
		if step, ok := b.take(); !ok || step != want+1 {
			t.Errorf("step %d, %v", step, ok)
		}
	}
	if _, ok := b.take(); ok {
		t.Error("a third step of two")
	}
	if got := b.left(start.Add(20 * time.Second)); got != (left{0, 40}) {
		t.Errorf("%v", got)
	}
	if got := b.left(start.Add(time.Hour)); got.seconds != 0 {
		t.Errorf("long after: %v", got)
	}
}

// TestLines_AgentsWordsAreNeverFlags checks every command line that contains an agent's words.
func TestLines_AgentsWordsAreNeverFlags(t *testing.T) {
	const evil = "--engine=tcp://elsewhere:1"
	tests := []struct {
		name string
		line func() ([]string, error)
		want []string
	}{
		{"service", func() ([]string, error) { return on("restart")(ofService{evil}) }, []string{"restart", "--", evil}},
		{"reset", func() ([]string, error) { return on("network", "--reset")(ofService{"redis"}) }, []string{"network", "--reset", "--", "redis"}},
		{"logs", func() ([]string, error) { return logsLine(ofLogs{Service: evil, Request: evil, Since: 30, Lines: 5}) },
			[]string{"logs", "--request=" + evil, "--tail=5", "--since=30s", "--", evil}},
		{"logs of errors", func() ([]string, error) {
			return logsLine(ofLogs{Service: "nginx", Level: "error", Status: "5xx", Grep: evil, Since: 60})
		}, []string{"logs", "--level=error", "--status=5xx", "--grep=" + evil, "--since=60s", "--", "nginx"}},
		{"logs without a bound", func() ([]string, error) { return logsLine(ofLogs{Service: "nginx"}) }, []string{"logs", "--tail=100", "--", "nginx"}},
		{"all logs of a request", func() ([]string, error) { return logsLine(ofLogs{Service: "nginx", Request: "x"}) }, []string{"logs", "--request=x", "--", "nginx"}},
		{"trace", func() ([]string, error) { return traceLine(ofRequest{Request: evil}) }, []string{"trace", "--", evil}},
		{"sql", func() ([]string, error) { return sqlLine(ofSQL{Statement: evil, As: "shop", On: "postgres"}) }, []string{"sql", "--as=shop", "--on=postgres", "--", evil}},
		{"redis", func() ([]string, error) { return redisLine(ofRedis{[]string{"GET", evil}}) }, []string{"redis", "--", "GET", evil}},
		{"redis-cli's own options", func() ([]string, error) { return redisLine(ofRedis{[]string{"-h", "elsewhere"}}) }, nil},
		{"exec", func() ([]string, error) { return execLine(ofExec{Service: evil, Program: []string{evil}, User: evil}) }, []string{"exec", "--user=" + evil, "--", evil, evil}},
		{"set_env", func() ([]string, error) {
			return envLine(ofEnv{Service: evil, Set: map[string]string{"B": "2", evil: "x"}, Unset: []string{"C"}})
		}, []string{"env", "--", evil, evil + "=x", "B=2", "C-"}},
		{"set_env of nothing", func() ([]string, error) { return envLine(ofEnv{Service: "shop-1"}) }, nil},
		{"set_config", func() ([]string, error) {
			return configLine(ofConfig{Original: true, Replace: []change{{evil, "b"}}, Force: true})
		},
			[]string{"config", "--original", "--set=" + evil + "=>b", "--force", "--", "nginx"}},
		{"set_config of nothing", func() ([]string, error) { return configLine(ofConfig{Force: true}) }, nil},
		{"an arrow in what is replaced", func() ([]string, error) { return configLine(ofConfig{Replace: []change{{"a=>b", "c"}}}) }, nil},
		{"set_limits", func() ([]string, error) {
			return limitsLine(ofLimits{Service: evil, CPUs: 1.5, Memory: evil, Pids: -1})
		},
			[]string{"limits", "--cpus=1.5", "--memory=" + evil, "--pids=-1", "--", evil}},
		{"set_limits of nothing", func() ([]string, error) { return limitsLine(ofLimits{Service: "redis"}) }, nil},
		{"redeploy", func() ([]string, error) { return redeployLine(ofRedeploy{Service: evil, Version: evil}) }, []string{"redeploy", "--version=" + evil, "--", evil}},
		{"redeploy to before", func() ([]string, error) { return redeployLine(ofRedeploy{Service: "shop", Previous: true}) }, []string{"redeploy", "--previous", "--", "shop"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.line()
			if (err != nil) != (tt.want == nil) || !slices.Equal(got, tt.want) {
				t.Errorf("%q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

func TestAudit_WritesOneLineOfJSONPerCall(t *testing.T) {
	var b strings.Builder
	a := audit{w: &b}
	a.note(Call{Time: time.Unix(0, 0).UTC(), Step: 1, Tool: "restart", Arguments: json.RawMessage(`{"service": "redis"}`), Seconds: 1.5, Outcome: done, Size: 16})
	a.note(Call{Time: time.Unix(1, 0).UTC(), Tool: "page", Outcome: refused})
	want := `{"time":"1970-01-01T00:00:00Z","step":1,"tool":"restart","arguments":{"service":"redis"},"seconds":1.5,"outcome":"ok","size":16}
{"time":"1970-01-01T00:00:01Z","step":0,"tool":"page","arguments":{},"seconds":0,"outcome":"refused","size":0}
`
	if b.String() != want || a.failure() != nil {
		t.Errorf("%s%v", b.String(), a.failure())
	}
}
