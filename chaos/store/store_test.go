package store_test

import (
	"strings"
	"testing"

	"firedrill/chaos/catalogue"
	"firedrill/chaos/labtest"
)

func TestUndo_HoldsNoPassword(t *testing.T) {
	for kind, on := range map[string]string{"postgres.rotate-password": "postgres", "redis.rotate-password": "redis"} {
		_, _, _, undo := labtest.OnStores(t, kind, on, nil, nil)
		if got := string(undo); !strings.HasPrefix(got, `{"tag":"job_`) || len(got) != len(`{"tag":"job_12345678"}`) {
			t.Errorf("%s: the undo is %s", kind, got)
		}
	}
}

func TestCheckNames(t *testing.T) {
	for _, c := range []struct {
		kind, on string
		params   map[string]string
		want     string
	}{
		{"postgres.lock", "postgres", map[string]string{"table": "a; DROP TABLE b"}, "no plain name"},
		{"postgres.lock", "redis", map[string]string{"table": "orders"}, `"redis" is not postgres`},
		{"postgres.rename-column", "postgres", map[string]string{"table": "a", "column": `b"`}, "no plain name"},
		{"postgres.slow-table", "postgres", map[string]string{"table": "a", "delay": "1m"}, "must be from 20ms to 3s"},
		{"postgres.connections", "postgres", map[string]string{"leave": "-1"}, "not a whole number"},
		{"postgres.kill-backends", "postgres", map[string]string{"every": "1ms"}, "must be from 100ms to 3s"},
		{"redis.pause", "redis", map[string]string{"each": "1h"}, "must be from 200ms to 8s"},
		{"redis.expire", "redis", map[string]string{"pattern": "[ab]*"}, "no simple pattern"},
		{"redis.flush", "postgres", nil, `"postgres" is not redis`},
	} {
		problems := catalogue.All().Check(c.kind, c.on, c.params)
		if len(problems) != 1 || !strings.Contains(problems[0].Message, c.want) {
			t.Errorf("%s %v: got %q, want one that says %q", c.kind, c.params, problems, c.want)
		}
	}
}
