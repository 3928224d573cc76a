package shop

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"firedrill/internal/topology"

	"github.com/jackc/pgx/v5"
)

// keepWritten is how long the position of a user's last write is remembered. No usable replica lags that far behind.
const keepWritten = 10 * time.Minute

// errBehind says that a replica does not have the user's last write yet. It is a problem, so that a breaker counts it
// as an answer.
var errBehind error = refuse(http.StatusConflict, "the replica is behind")

// newReplica returns the client of the database's replica, nil without one.
func newReplica(s Settings, log *slog.Logger) (*database, error) {
	if s.DBReplicaHost == "" {
		return nil, nil
	}
	s.DBHost = s.DBReplicaHost
	return newDatabase(topology.HopReplica, s, log)
}

// writtenKey is the cache key of the WAL position that a replica must have reached for a user. All replicas of the app
// use it.
func writtenKey(user int64) string { return fmt.Sprintf("written:%d", user) }

// wrote remembers the position that a replica must have reached before this user may read from it. A failure to store
// it does not undo the write.
func (s *shop) wrote(ctx context.Context, c *call) {
	if s.replica == nil || !s.settings.ReadYourWrites {
		return
	}
	var position string
	err := s.db.read(ctx, func(ctx context.Context, q *pgx.Conn) error {
		return q.QueryRow(ctx, "SELECT pg_current_wal_insert_lsn()::text").Scan(&position)
	})
	if err == nil {
		err = s.remote.set(ctx, writtenKey(c.user), []byte(position), keepWritten)
	}
	if err != nil {
		c.setback = err
	}
}

// readOwn runs a query on the user's own data, on the replica if there is one. With READ_YOUR_WRITES the primary
// answers if the replica fails, or does not have the user's last write.
func (s *shop) readOwn(ctx context.Context, c *call, query func(context.Context, *pgx.Conn) error) error {
	switch {
	case s.replica == nil:
		return s.db.read(ctx, query)
	case !s.settings.ReadYourWrites:
		return s.replica.read(ctx, query)
	}
	written, err := s.remote.get(ctx, writtenKey(c.user))
	if err == nil {
		err = s.replica.read(ctx, func(ctx context.Context, q *pgx.Conn) error {
			if err := reached(ctx, q, string(written)); err != nil {
				return err
			}
			return query(ctx, q)
		})
		if !errors.Is(err, errBehind) && !down(err) {
			return err
		}
	}
	c.setback = err
	return s.db.read(ctx, query)
}

// reached returns errBehind if a replica has not reached a position; "" is no position.
func reached(ctx context.Context, q *pgx.Conn, position string) error {
	if position == "" {
		return nil
	}
	var there bool
	err := q.QueryRow(ctx, "SELECT coalesce(pg_last_wal_replay_lsn() >= $1::text::pg_lsn, true)", position).Scan(&there)
	if err == nil && !there {
		return errBehind
	}
	return err
}
