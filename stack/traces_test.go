package stack_test

import (
	"testing"

	"firedrill/chaos"
	"firedrill/stack"
)

// traces is what a fault could leave in the database: everything of ours carries our name.
const traces = `SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname LIKE 'firedrill%'
	UNION ALL SELECT 'policy ' || policyname FROM pg_policies WHERE policyname LIKE 'firedrill%'
	UNION ALL SELECT 'column ' || attname FROM pg_attribute WHERE attname LIKE '%firedrill%'
	UNION ALL SELECT 'class ' || relname FROM pg_class WHERE relname LIKE '%firedrill%'
	UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE proname LIKE '%firedrill%'
	UNION ALL SELECT 'setting ' || name FROM pg_file_settings WHERE sourcefile LIKE '%auto.conf'
	UNION ALL SELECT 'session ' || application_name FROM pg_stat_activity WHERE application_name LIKE 'firedrill\_%'`

// nothingLeft looks for whatever carries our name.
func nothingLeft(t *testing.T, running *stack.Running) {
	t.Helper()
	rows, err := running.Stores().SQL(t.Context(), chaos.Query{As: chaos.AsAdmin, SQL: []string{traces}})
	if err != nil || len(rows) > 0 {
		t.Errorf("left in the database: %q %v", rows, err)
	}
	for _, words := range [][]string{{"KEYS", "*firedrill*"}, {"ACL", "GETUSER", chaos.SpareUser}} {
		if left, err := running.Stores().Redis(t.Context(), chaos.Command{Words: words}); err != nil || len(left) > 0 {
			t.Errorf("left in redis: %q %v", left, err)
		}
	}
}
