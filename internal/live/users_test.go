package live

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"firedrill/internal/record"
)

// sent returns n requests of a route with the given latency.
func sent(n int, route string, took time.Duration, class string) []record.Sample {
	out := make([]record.Sample, n)
	for i := range out {
		out[i] = record.Sample{Route: route, Done: took.Microseconds(), Class: class}
	}
	return out
}

func TestUsers_View(t *testing.T) {
	var u Users
	t0 := time.Unix(1_000_000, 0)
	at := func(s int) time.Time { return t0.Add(time.Duration(s) * time.Second) }
	u.Add(at(0), sent(50, "browse", 20*time.Millisecond, ""))
	u.Add(at(50), sent(10, "order", 5*time.Second, record.ClassTimeout))
	u.Add(at(51), sent(90, "browse", 10*time.Millisecond, ""))
	u.Add(at(60), sent(7, "browse", time.Millisecond, "")) // the current second is incomplete

	v := u.View(at(60))
	if v.Well || v.All.Requests != 100 || v.All.Failed != 10 || *v.All.P95 != 5000 {
		t.Errorf("all: %+v", v.All)
	}
	if len(v.Routes) != 2 || v.Routes[0].Route != "browse" || v.Routes[0].Failed != 0 || *v.Routes[0].P95 != 10 || v.Routes[1].Failed != 10 {
		t.Errorf("routes: %+v", v.Routes)
	}
	if len(v.History) != UsersSpan || v.History[0].Requests != 50 || v.History[50].Failed != 10 || v.History[59].Requests != 0 {
		t.Errorf("history: %+v", v.History)
	}
	if v := u.View(at(62)); !v.Well == (v.All.Failed == 0) || v.All.Requests != 7 || v.History[0].Requests != 0 {
		t.Errorf("two seconds later: %+v", v.All)
	}
	if v := u.View(at(200)); v.Well || v.All.Requests != 0 {
		t.Errorf("long after: %+v", v.All)
	}
}

func TestUsersView_Well(t *testing.T) {
	for _, tt := range []struct {
		name         string
		failed, slow int
		want         bool
	}{{"all well", 0, 0, true}, {"1 % failed", 1, 0, true}, {"2 % failed", 2, 0, false}, {"1 % slow", 0, 1, true}, {"2 % slow", 0, 2, false}} {
		var u Users
		now := time.Unix(1000, 0)
		u.Add(now, sent(100-tt.failed-tt.slow, "browse", time.Millisecond, ""))
		u.Add(now, sent(tt.failed, "browse", time.Millisecond, record.ClassReset))
		u.Add(now, sent(tt.slow, "browse", 1500*time.Millisecond, ""))
		if got := u.View(now.Add(time.Second)).Well; got != tt.want {
			t.Errorf("%s: well %v", tt.name, got)
		}
	}
}

func TestUsersViewText_FitsAndNamesNoCause(t *testing.T) {
	var u Users
	now := time.Unix(1_000_000, 0)
	for i := range UsersSpan {
		at := now.Add(time.Duration(i-UsersSpan) * time.Second)
		u.Add(at, sent(40, "browse", 12*time.Millisecond, ""))
		if i > 40 {
			u.Add(at, sent(10, "order", 5*time.Second, record.ClassTimeout))
		}
	}
	var b strings.Builder
	if err := u.View(now).Text(&b); err != nil {
		t.Fatal(err)
	}
	want := `users are not well: in the last 10 s, 100 of 500 requests failed, 0 were slow

route        req/s   failed       p95
browse        40.0     0.0%     12 ms
order         10.0   100.0%    5.00 s
all           50.0    20.0%    5.00 s

the last 60 s
failed ` + strings.Repeat("▁", 41) + strings.Repeat("▃", 19) + `   20%
p95    ` + strings.Repeat("▂", 41) + strings.Repeat("█", 19) + ` 5.00 s
`
	if b.String() != want {
		t.Errorf("%s\nwant\n%s", b.String(), want)
	}
	for line := range strings.Lines(b.String()) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 80 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

func TestUsers_Serve(t *testing.T) {
	path := filepath.Join(t.TempDir(), "u", "lab.sock")
	if _, err := AskUsers(t.Context(), path); !errors.Is(err, ErrNoLoad) {
		t.Errorf("where nobody serves: %v", err)
	}
	var u Users
	u.Add(time.Now().Add(-2*time.Second), sent(5, "browse", time.Millisecond, ""))
	shut, err := u.Serve(path)
	if err != nil {
		t.Fatal(err)
	}
	v, err := AskUsers(t.Context(), path)
	if err != nil || v.All.Requests != 5 || len(v.History) != UsersSpan {
		t.Errorf("%+v, %v", v.All, err)
	}
	if err := shut(); err != nil {
		t.Error(err)
	}
	if _, err := AskUsers(t.Context(), path); !errors.Is(err, ErrNoLoad) {
		t.Errorf("after the end: %v", err)
	}
}
