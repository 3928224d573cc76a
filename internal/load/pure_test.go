package load

import (
	"strings"
	"testing"
	"time"

	"firedrill/internal/record"
)

func TestServerTimingIsRead(t *testing.T) {
	const no = record.Absent
	tests := map[string]timings{
		"": {no, no, no, no, no},
		"app;dur=1.234, cache;dur=0.5, db;dur=12, pool;dur=0": {no, 1234, 500, 12000, 0},
		"db;dur=2,app;dur=1":                {no, 1000, no, 2000, no},
		`app;desc="the app";dur=3`:          {no, 3000, no, no, no},
		"app;dur=x, db;dur=-1, pool, cache": {no, no, no, no, no},
		"app;dur=NaN, db;dur=1e300":         {no, no, no, no, no},
		"middleware;dur=0.3, app;dur=1":     {300, 1000, no, no, no},
		"other;dur=1, db;dur=2":             {no, no, no, 2000, no},
	}
	for header, want := range tests {
		if got := parseTimings(header); got != want {
			t.Errorf("%q reads %v, want %v", header, got, want)
		}
	}
}

func FuzzServerTiming(f *testing.F) {
	f.Add("app;dur=1.234, cache;dur=0.5")
	f.Fuzz(func(t *testing.T, header string) {
		got := parseTimings(header)
		for _, v := range []int64{got.middleware, got.app, got.cache, got.db, got.pool} {
			if v < record.Absent {
				t.Errorf("%q reads %d", header, v)
			}
		}
	})
}

func TestStatusesAreClassed(t *testing.T) {
	tests := []struct {
		status int
		source string
		want   string
	}{
		{200, sourceApp, ""}, {201, sourceApp, ""}, {301, sourceNginx, record.ClassOther},
		{401, sourceApp, record.ClassHTTP4}, {429, sourceNginx, record.ClassHTTP4},
		{500, sourceApp, record.ClassHTTP5App}, {503, sourceApp, record.ClassHTTP5App},
		{502, sourceNginx, record.ClassHTTP5Nginx}, {504, sourceNginx, record.ClassHTTP5Nginx},
	}
	for _, tt := range tests {
		if got := statusClass(tt.status, tt.source); got != tt.want {
			t.Errorf("%d from %q is %q, want %q", tt.status, tt.source, got, tt.want)
		}
	}
}

func TestPlanMistakesAreFoundAtOnce(t *testing.T) {
	good := testPlan()
	good.Arrivals, good.Timeout, good.MaxInFlight, good.Stages = Constant, time.Second, 10, []Stage{{Rate: 1}}
	if err := good.Validate(NewShop(1, 1).Routes()); err != nil {
		t.Fatal(err)
	}
	bad := Plan{Target: "shop", Arrivals: "often", Fresh: 2, Run: "a\r\nb", Stages: []Stage{{Rate: 1}, {Rate: 1}}, Mix: []Weight{{"buy", 1}}}
	err := bad.Validate(NewShop(1, 1).Routes())
	if err == nil {
		t.Fatal("a bad plan is taken")
	}
	for _, want := range []string{`arrivals "often"`, `timeout "0s"`, "max_in_flight", "fresh", "run", `target "shop"`, "stage 1 has no end", `no route "buy"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the mistakes do not name %s:\n%v", want, err)
		}
	}
}
