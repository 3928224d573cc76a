package respond

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"time"

	"firedrill/internal/engine"
	"firedrill/internal/source"
	"firedrill/stack"
)

// Question is a set of SQL statements for the lab's database.
type Question struct {
	On     string // the database or its replica
	As     string // database role: postgres (superuser) or shop (the app)
	SQL    []string
	Within time.Duration // bounds each statement
}

// Roles of the database.
const (
	Superuser = "postgres"
	AppRole   = "shop"
)

// Servers are the services that SQL can be run on. The first is the default.
var Servers = []string{stack.Postgres, stack.Replica}

// RoleOf returns the database role of a name that a responder types.
func RoleOf(name string) (string, error) {
	switch name {
	case "admin":
		return Superuser, nil
	case "shop":
		return AppRole, nil
	}
	return "", source.Unknown("role", name, []string{"admin", "shop"})
}

// spare is added to a program's own time limit before the program is abandoned.
const spare = 5 * time.Second

// SQL runs statements with psql, and writes its output.
func (d *Desk) SQL(ctx context.Context, q Question, w io.Writer) error {
	got, err := d.psql(ctx, q)
	if err != nil {
		return err
	}
	if got.code == 0 {
		got.out += got.err // notices
	}
	if _, err := io.WriteString(w, got.out); err != nil {
		return err
	}
	return got.failure()
}

// Rows are the rows of one query.
type Rows struct {
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

// Query runs one query and returns its rows.
func (d *Desk) Query(ctx context.Context, q Question) (Rows, error) {
	rows := Rows{Columns: []string{}, Rows: [][]string{}}
	got, err := d.psql(ctx, q, "--csv", "--quiet")
	if err == nil {
		err = got.failure()
	}
	if err != nil {
		return rows, err
	}
	all, err := csv.NewReader(strings.NewReader(got.out)).ReadAll()
	if err != nil {
		return rows, fmt.Errorf("the answer is no single table: %w", err)
	}
	if len(all) > 0 {
		rows.Columns, rows.Rows = all[0], append(rows.Rows, all[1:]...)
	}
	return rows, nil
}

func (d *Desk) psql(ctx context.Context, q Question, options ...string) (output, error) {
	ctx, cancel := context.WithTimeout(ctx, q.Within+spare)
	defer cancel()
	return d.run(ctx, q.On, engine.Exec{Cmd: psqlLine(q, options...), Env: []string{
		"PGCONNECT_TIMEOUT=5", fmt.Sprintf("PGOPTIONS=-c statement_timeout=%d", q.Within.Milliseconds())}})
}

// psqlLine is the command line of psql. It connects through the server's Unix socket, which asks for no password.
func psqlLine(q Question, options ...string) []string {
	line := append([]string{"psql", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--username=" + q.As, "--dbname=shop"}, options...)
	for _, text := range q.SQL {
		line = append(line, "--command="+text)
	}
	return line
}
