package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"firedrill/internal/respond"
	"firedrill/internal/source"
	"firedrill/stack"

	"github.com/spf13/cobra"
)

// sqlFlags say as whom, and how, the database is asked.
type sqlFlags struct {
	lab    string
	on     string
	as     string
	within time.Duration
	json   bool
}

func (a *app) sqlCommand() *cobra.Command {
	var f sqlFlags
	cmd := &cobra.Command{Use: "sql STATEMENT...", GroupID: "respond", Short: "Run SQL in the lab's database", Args: args(1, -1, "a statement"),
		Long:    "Runs SQL in the lab's database with psql. psql's own commands such as \\d also work.",
		Example: "  firedrill sql 'SELECT pid, state, query FROM pg_stat_activity'\n  firedrill sql --as shop '\\d orders'\n  firedrill sql --on postgres-replica 'SELECT * FROM pg_stat_wal_receiver'",
		RunE:    func(cmd *cobra.Command, given []string) error { return a.sql(cmd.Context(), given, f) }}
	labFlag(cmd, &f.lab)
	cmd.Flags().StringVar(&f.on, "on", stack.Postgres, "server: postgres, or postgres-replica if the lab has one")
	cmd.Flags().StringVar(&f.as, "as", "admin", "role: admin, or shop (the app's role)")
	cmd.Flags().DurationVar(&f.within, "within", 30*time.Second, "time limit for a statement")
	cmd.Flags().BoolVar(&f.json, "json", false, "print columns and rows as JSON")
	return cmd
}

func (a *app) sql(ctx context.Context, statements []string, f sqlFlags) error {
	roles := map[string]string{"admin": respond.Superuser, "shop": respond.AppRole}
	if servers := []string{stack.Postgres, stack.Replica}; !slices.Contains(servers, f.on) {
		return source.Unknown("server", f.on, servers)
	}
	q := respond.Question{On: f.on, As: roles[f.as], SQL: statements, Within: f.within}
	if q.As == "" {
		return source.Unknown("role", f.as, []string{"admin", "shop"})
	}
	if f.within < time.Millisecond {
		return usageError{fmt.Sprintf("flag \"--within\" does not take %q", f.within), "such as 30s"}
	}
	return a.atDesk(ctx, f.lab, func(d *respond.Desk) error {
		if !f.json {
			return d.SQL(ctx, q, a.stdout)
		}
		rows, err := d.Query(ctx, q)
		if err != nil {
			return err
		}
		return printJSON(a.stdout, rows)
	})
}
