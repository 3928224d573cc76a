package shop

import (
	"strings"
	"testing"
	"time"
)

var leastEnv = []string{"DB_HOST=db", "DB_PASSWORD=pass word ", "CACHE_ADDR=cache:6379", "JWT_SECRET=key"}

func TestParse_Defaults(t *testing.T) {
	s, err := Parse(leastEnv)
	if err != nil {
		t.Fatal(err)
	}
	if s.Port != 8080 || s.DBPool != 4 || s.DBTimeout != 30*time.Second || s.CacheTimeout != 5*time.Second || s.Breaker || s.StaleOnError {
		t.Errorf("defaults are not a beginner's: %+v", s)
	}
	if s.DBPassword != "pass word " {
		t.Errorf("password %q was trimmed", s.DBPassword)
	}
}

func TestParse_EveryKnobSetsItsField(t *testing.T) {
	before, err := Parse(leastEnv)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, k := range Knobs() {
		if seen[k.Name] {
			t.Errorf("%s stands in the table twice", k.Name)
		}
		seen[k.Name] = true
		changed := false
		for _, value := range []string{"on", "7", "7s", "other"} {
			after, err := Parse(append(leastEnv[:len(leastEnv):len(leastEnv)], k.Name+"="+value))
			changed = changed || err == nil && after != before
		}
		if !changed {
			t.Errorf("%s changes nothing", k.Name)
		}
		if k.About == "" || k.Want == "" {
			t.Errorf("%s is not explained", k.Name)
		}
	}
}

func TestParse_ReportsAllMistakes(t *testing.T) {
	_, err := Parse([]string{"DB_HOST=db", "CACHE_ADDR=c:1", "JWT_SECRET=topsecret", "DB_TIMEOUT=30", "DB_POOL=0", "BREAKER=yes", "CACHE_TTL=5s "})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		"DB_PASSWORD is not set, want its password",
		`DB_TIMEOUT is "30", want a duration above zero with its unit, such as 500ms or 30s`,
		`DB_POOL is "0", want a whole number from 1 to 1000`,
		`BREAKER is "yes", want on or off`,
		`CACHE_TTL is "5s ", want a duration`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "topsecret") {
		t.Error("the error shows a secret")
	}
}

func TestShown_HidesSecretsButShowsTheirChange(t *testing.T) {
	one, two := Shown(leastEnv), Shown([]string{"DB_PASSWORD=pass word", "JWT_SECRET=key"})
	if one["DB_PASSWORD"] == two["DB_PASSWORD"] {
		t.Error("a trailing space in a secret can't be seen")
	}
	if one["JWT_SECRET"] != two["JWT_SECRET"] || one["JWT_SECRET"] != "sha256:2c70e12b" {
		t.Errorf("the same secret shows as %q and %q", one["JWT_SECRET"], two["JWT_SECRET"])
	}
	if one["DB_POOL"] != "4" || one["DB_HOST"] != "db" || len(one) != len(Knobs()) {
		t.Errorf("settings are shown as %v", one)
	}
}

func TestPoolSize(t *testing.T) {
	for _, tt := range []struct {
		env  []string
		want int
	}{{nil, 4}, {[]string{"DB_TIMEOUT=1s"}, 4}, {[]string{"DB_POOL=16"}, 16}, {[]string{"DB_POOL=16", "DB_POOL=2"}, 2}} {
		if got := PoolSize(tt.env); got != tt.want {
			t.Errorf("PoolSize(%q) = %d, want %d", tt.env, got, tt.want)
		}
	}
}
