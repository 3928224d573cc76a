package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"firedrill/internal/respond"
	"firedrill/internal/source"

	"github.com/spf13/cobra"
)

// sqlFlags are the flags of sql.
type sqlFlags struct {
	lab      string
	as       string
	question respond.Question
	json     bool
}

func (a *app) sqlCommand() *cobra.Command {
	var f sqlFlags
	cmd := &cobra.Command{Use: "sql STATEMENT...", GroupID: "respond", Short: "Run SQL in the lab's database", Args: args(1, -1, "a statement"),
		Long:    "Runs SQL in the lab's database with psql. psql's own commands such as \\d also work.",
		Example: "  firedrill sql 'SELECT pid, state, query FROM pg_stat_activity'\n  firedrill sql --as shop '\\d orders'\n  firedrill sql --on postgres-replica 'SELECT * FROM pg_stat_wal_receiver'",
		RunE: func(cmd *cobra.Command, given []string) error {
			f.question.SQL = given
			return a.sql(cmd.Context(), f)
		}}
	labFlag(cmd, &f.lab)
	cmd.Flags().StringVar(&f.question.On, "on", respond.Servers[0], "server: postgres, or postgres-replica if the lab has one")
	cmd.Flags().StringVar(&f.as, "as", "admin", "role: admin, or shop (the app's role)")
	cmd.Flags().DurationVar(&f.question.Within, "within", 30*time.Second, "time limit for a statement")
	cmd.Flags().BoolVar(&f.json, "json", false, "print columns and rows as JSON")
	return cmd
}

func (a *app) sql(ctx context.Context, f sqlFlags) (err error) {
	if !slices.Contains(respond.Servers, f.question.On) {
		return source.Unknown("server", f.question.On, respond.Servers)
	}
	if f.question.As, err = respond.RoleOf(f.as); err != nil {
		return err
	}
	if f.question.Within < time.Millisecond {
		return usageError{fmt.Sprintf("flag \"--within\" does not take %q", f.question.Within), "such as 30s"}
	}
	return a.atDesk(ctx, f.lab, func(d *respond.Desk) error {
		if !f.json {
			return d.SQL(ctx, f.question, a.stdout)
		}
		rows, err := d.Query(ctx, f.question)
		if err != nil {
			return err
		}
		return printJSON(a.stdout, rows)
	})
}
