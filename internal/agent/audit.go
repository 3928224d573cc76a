package agent

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"firedrill/internal/load"
	"firedrill/internal/record"
)

// auditWithin bounds an audit whose request sets no bound.
const auditWithin = 10 * time.Second

// audit looks up each write that was acknowledged to this agent's load. If it cannot, its result contains the error
// and counts no write as lost.
func audit(ctx context.Context, s *Session, q AuditRequest) (record.Audit, error) {
	ctx, cancel := context.WithTimeout(ctx, positive(q.Within, auditWithin))
	defer cancel()
	w, err := s.workload(q.Workload)
	if err != nil {
		return record.Audit{}, err
	}
	writes := s.load.writes()
	rows, err := countWrites(ctx, w.AuditSQL(), keys(writes))
	if err != nil {
		return record.Audit{Acknowledged: len(writes), Error: err.Error()}, nil
	}
	return compare(writes, rows), nil
}

// compare counts the acknowledged writes that the database does not have, and those that it has more than once.
func compare(writes []load.Write, rows map[string]int) record.Audit {
	a := record.Audit{Acknowledged: len(writes)}
	for _, w := range writes {
		switch n := rows[w.Key]; {
		case n == 0:
			a.Lost++
		case n > 1:
			a.Doubled++
		}
	}
	return a
}

func keys(writes []load.Write) []string {
	all := make([]string, len(writes))
	for i, w := range writes {
		all[i] = w.Key
	}
	return all
}

// countWrites asks Postgres how often it holds each key.
func countWrites(ctx context.Context, query string, keys []string) (map[string]int, error) {
	db, err := connectPostgres(ctx, "")
	if err != nil {
		return nil, err
	}
	defer db.Close(context.WithoutCancel(ctx))
	rows, err := db.Query(ctx, query, keys)
	if err != nil {
		return nil, fmt.Errorf("look up writes: %w", err)
	}
	counts := map[string]int{}
	var key string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&key, &n}, func() error { counts[key] = n; return nil })
	if err != nil {
		return nil, fmt.Errorf("look up writes: %w", err)
	}
	return counts, nil
}

// connectPostgres opens one connection to the lab's database, or to its replica on another host.
func connectPostgres(ctx context.Context, host string) (*pgx.Conn, error) {
	config, err := postgresConfig(EnvPostgres, host)
	if err != nil {
		return nil, err
	}
	return pgx.ConnectConfig(ctx, config)
}

// positive returns d if it is set, else the default.
func positive(d, otherwise time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return otherwise
}
