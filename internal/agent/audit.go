package agent

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"firedrill/internal/load"
	"firedrill/internal/record"
)

// auditWithin bounds an audit that says no bound.
const auditWithin = 10 * time.Second

// audit looks up each order that was acknowledged to this agent's load. An audit that cannot be made is an answer: it
// says why, and counts nothing lost.
func audit(ctx context.Context, s *Session, q AuditRequest) (record.Audit, error) {
	ctx, cancel := context.WithTimeout(ctx, positive(q.Within, auditWithin))
	defer cancel()
	orders := s.load.orders()
	rows, err := countOrders(ctx, keys(orders))
	if err != nil {
		return record.Audit{Acknowledged: len(orders), Error: err.Error()}, nil
	}
	return compare(orders, rows), nil
}

// compare counts the acknowledged orders that the database has not, and those that it has more than once.
func compare(orders []load.Acknowledged, rows map[string]int) record.Audit {
	a := record.Audit{Acknowledged: len(orders)}
	for _, o := range orders {
		switch n := rows[o.Key]; {
		case n == 0:
			a.Lost++
		case n > 1:
			a.Doubled++
		}
	}
	return a
}

func keys(orders []load.Acknowledged) []string {
	all := make([]string, len(orders))
	for i, o := range orders {
		all[i] = o.Key
	}
	return all
}

// countOrders asks Postgres how many orders it holds under each of the keys.
func countOrders(ctx context.Context, keys []string) (map[string]int, error) {
	db, err := connectPostgres(ctx, "")
	if err != nil {
		return nil, err
	}
	defer db.Close(context.WithoutCancel(ctx))
	rows, err := db.Query(ctx, "SELECT key, count(*) FROM orders WHERE key = ANY($1) GROUP BY key", keys)
	if err != nil {
		return nil, fmt.Errorf("look up orders: %w", err)
	}
	counts := map[string]int{}
	var key string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&key, &n}, func() error { counts[key] = n; return nil })
	if err != nil {
		return nil, fmt.Errorf("look up orders: %w", err)
	}
	return counts, nil
}

// connectPostgres opens one connection to the lab's database, or to its copy on another host.
func connectPostgres(ctx context.Context, host string) (*pgx.Conn, error) {
	config, err := postgresConfig(EnvPostgres, host)
	if err != nil {
		return nil, err
	}
	return pgx.ConnectConfig(ctx, config)
}

// positive is d, or what stands in for it when nothing was said.
func positive(d, otherwise time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return otherwise
}
