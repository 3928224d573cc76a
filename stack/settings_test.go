package stack_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/internal/engine"
	"firedrill/stack"
)

// settledSQL lists the settings that faults change in Postgres, one per row.
const settledSQL = `SELECT string_agg(line, E'\n' ORDER BY line) FROM (
	SELECT 'file ' || name || ' = ' || setting AS line FROM pg_file_settings WHERE sourcefile LIKE '%auto.conf'
	UNION ALL SELECT 'role ' || rolname || ' ' || md5(coalesce(rolpassword, '')) FROM pg_authid WHERE rolcanlogin
	UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
	UNION ALL SELECT 'column ' || table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'
	UNION ALL SELECT 'table ' || relname || ' ' || relrowsecurity || relforcerowsecurity || has_table_privilege('shop', oid, 'SELECT, INSERT, UPDATE, DELETE')
		FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
	UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg_t%') s`

// settingsOf describes everything that faults change in a lab: the containers of the services, their limits and
// environment, nginx.conf, and the settings of Postgres and Redis.
func settingsOf(t *testing.T, e *engine.Engine, running *stack.Running) string {
	t.Helper()
	var b strings.Builder
	all, err := e.List(t.Context(), stack.LabelLab+"="+running.Instance)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, c := range all {
		if s := c.Labels[stack.LabelService]; s == stack.Client || s == stack.Sidecar {
			continue
		}
		bounds, err := e.Bounds(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		state, err := e.Inspect(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		seen[c.Name] = fmt.Sprintf("%.12s %s, %g processors, %d bytes, %d processes, env %q", c.ID, state.Status, bounds.CPUs, bounds.Memory, bounds.Pids, state.Env)
	}
	for _, name := range slices.Sorted(maps.Keys(seen)) {
		fmt.Fprintf(&b, "%s: %s\n", name, seen[name])
	}
	conf, err := e.ReadFile(t.Context(), stack.ContainerName(running.Instance, stack.Nginx), chaos.NginxConf)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&b, "%s\n", conf)
	target := running.Target()
	rows, err := target.SQL.Query(t.Context(), chaos.Query{As: chaos.AsAdmin, SQL: []string{settledSQL}})
	if err != nil || len(rows) != 1 {
		t.Fatalf("Postgres: %q, %v", rows, err)
	}
	fmt.Fprintln(&b, rows[0][0])
	for _, name := range []string{"maxmemory", "maxmemory-policy", "maxclients"} {
		pair, err := target.Redis.Do(t.Context(), chaos.Command{Words: []string{"CONFIG", "GET", name}})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, pair)
	}
	users, err := target.Redis.Do(t.Context(), chaos.Command{Words: []string{"ACL", "USERS"}})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(&b, users)
	return b.String()
}
