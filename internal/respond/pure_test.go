package respond

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestChanged(t *testing.T) {
	env := []string{"DB_POOL=4", "BREAKER=off"}
	tests := []struct {
		name    string
		changes []string
		want    []string
		wrong   string
	}{
		{"none", nil, env, ""},
		{"one is set in its place", []string{"DB_POOL=16"}, []string{"DB_POOL=16", "BREAKER=off"}, ""},
		{"a new one comes last", []string{"X=a=b"}, []string{"DB_POOL=4", "BREAKER=off", "X=a=b"}, ""},
		{"one is made empty", []string{"BREAKER="}, []string{"DB_POOL=4", "BREAKER="}, ""},
		{"one is taken out", []string{"BREAKER-"}, []string{"DB_POOL=4"}, ""},
		{"a value that ends like that", []string{"BREAKER=-"}, []string{"DB_POOL=4", "BREAKER=-"}, ""},
		{"one that is not there", []string{"BRAKER-"}, nil, `there is no variable "BRAKER" to remove`},
		{"a name alone", []string{"BREAKER"}, nil, `"BREAKER" is not a change of a variable`},
		{"no name", []string{"=x"}, nil, `"=x" is not a change of a variable`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Changed(env, tt.changes)
			if tt.wrong != "" {
				if err == nil || err.Error() != tt.wrong {
					t.Errorf("got %v, want %s", err, tt.wrong)
				}
				return
			}
			if err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("got %q %v, want %q", got, err, tt.want)
			}
		})
	}
	if !slices.Equal(env, []string{"DB_POOL=4", "BREAKER=off"}) {
		t.Errorf("the environment itself was changed: %q", env)
	}
}

func TestEnvironmentText_ShowsSecretsAsDigests(t *testing.T) {
	var b strings.Builder
	if err := Shown([]string{"JWT_SECRET=hush", "DB_POOL=4", "CACHE_PASSWORD=hush", "FIREDRILL_ADMIN_PASSWORD=hush"}).Text(&b); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	if strings.Contains(got, "hush") || strings.Count(got, "sha256:") != 3 || !strings.HasPrefix(got, "CACHE_PASSWORD=sha256:") {
		t.Errorf("got %s", got)
	}
}

func TestReplaced_EveryOccurrence(t *testing.T) {
	got, err := Replaced("a 1;\nb 1;\n", []string{"1;=>2;", "b=>c"})
	if err != nil || got != "a 2;\nc 2;\n" {
		t.Errorf("got %q %v", got, err)
	}
	for _, bad := range []string{"a", "=>b", "x=>y"} {
		if _, err := Replaced("a 1;", []string{bad}); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestGrep_WritesOnlyMatchingLines(t *testing.T) {
	for _, tt := range []struct{ text, want string }{{"x", "one x\nx end"}, {"", "one x\ntwo\nx end"}, {"none", ""}} {
		var out strings.Builder
		g := &Grep{W: &out, Keep: LogFilter{Request: tt.text}.Keep}
		for _, part := range []string{"on", "e x\ntw", "o\nx e", "nd"} {
			if n, err := g.Write([]byte(part)); n != len(part) || err != nil {
				t.Fatal(n, err)
			}
		}
		if err := g.Close(); err != nil || out.String() != tt.want {
			t.Errorf("%q: got %q, %v", tt.text, out.String(), err)
		}
	}
}

func TestTail_KeepsTheLastLines(t *testing.T) {
	var out strings.Builder
	last := &Tail{W: &out, Lines: 2}
	g := &Grep{W: last, Keep: LogFilter{Request: "x"}.Keep}
	g.Write([]byte("x1\ny\nx2\nx3\ny\nx4"))
	g.Close()
	if err := last.Close(); err != nil || out.String() != "x3\nx4" {
		t.Errorf("%q, %v", out.String(), err)
	}
}

func TestStepOf_BeginsBeforeItsDuration(t *testing.T) {
	d := desk()
	nginx, ok := d.stepOf("nginx", `{"time":"1795257746.641","request_id":"r1","method":"GET","uri":"/x","status":502,"seconds":0.250,"upstream":""}`, "r1")
	if want := time.UnixMilli(1795257746391).UTC(); !ok || nginx.MS != 250 || !nginx.Began.Equal(want) {
		t.Errorf("got %+v, want one that began at %s", nginx, want)
	}
	if got := nginx.String(); !strings.HasSuffix(got, "250.0 ms  method=GET uri=/x status=502") {
		t.Errorf("it reads %q", got)
	}
	app, ok := d.stepOf("shop-1", `{"time":"2026-11-21T10:42:26.641Z","msg":"request","request_id":"r1","status":200,"ms":41,"db_ms":40.5}`, "r1")
	if !ok || app.MS != 41 || app.Began.Format("05.000") != "26.600" || !strings.HasSuffix(app.String(), "status=200 db_ms=40.5") {
		t.Errorf("got %s", app)
	}
	for _, line := range []string{"not JSON", `{"request_id":"r12"}`, `{"path":"/r1"}`} {
		if _, ok := d.stepOf("shop-1", line, "r1"); ok {
			t.Errorf("%q was taken for a line of r1", line)
		}
	}
}
