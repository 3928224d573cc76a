package stack_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/stack"
)

// traces finds what a fault could leave in the database: all its objects have the same name prefix.
var traces = strings.ReplaceAll(`SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname LIKE 'TAG%'
	UNION ALL SELECT 'policy ' || policyname FROM pg_policies WHERE policyname LIKE 'TAG%'
	UNION ALL SELECT 'column ' || attname FROM pg_attribute WHERE attname LIKE '%TAG%'
	UNION ALL SELECT 'class ' || relname FROM pg_class WHERE relname LIKE '%TAG%'
	UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE proname LIKE '%TAG%'
	UNION ALL SELECT 'setting ' || name FROM pg_file_settings WHERE sourcefile LIKE '%auto.conf'
	UNION ALL SELECT 'session ' || application_name FROM pg_stat_activity WHERE application_name LIKE 'TAG%'`, "TAG", chaos.TagPrefix)

// nothingLeft checks that no fault left anything.
func nothingLeft(t *testing.T, running *stack.Running) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // the test's own context has ended
	defer cancel()
	rows, err := running.Target().SQL.Query(ctx, chaos.Query{As: chaos.AsAdmin, SQL: []string{traces}})
	if err != nil || len(rows) > 0 {
		t.Errorf("left in the database: %q %v", rows, err)
	}
	for _, words := range [][]string{{"KEYS", "*" + chaos.TagPrefix + "*"}, {"ACL", "GETUSER", chaos.SpareUser}} {
		if left, err := running.Target().Redis.Do(ctx, chaos.Command{Words: words}); err != nil || len(left) > 0 {
			t.Errorf("left in redis: %q %v", left, err)
		}
	}
}
