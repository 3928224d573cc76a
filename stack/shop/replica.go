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

// keepWritten is how long it is known what a user has written. No replica is further behind that anyone would read from.
const keepWritten = 10 * time.Minute

// errBehind says that a replica has not got yet what the user wrote last. It is a problem, so that a breaker takes it for
// what it is: an answer.
var errBehind error = refuse(http.StatusConflict, "the replica is behind")

// newReplica is the database's replica, nil where there is none.
func newReplica(s Settings, log *slog.Logger) (*database, error) {
	if s.DBReplicaHost == "" {
		return nil, nil
	}
	s.DBHost = s.DBReplicaHost
	return newDatabase(topology.HopReplica, s, log)
}

// writtenKey is where all replicas of the app find how far a replica of the database must have come for a user.
func writtenKey(user int64) string { return fmt.Sprintf("written:%d", user) }

// wrote notes how far a replica must have come before it may show this user anything. A note that can't be left doesn't
// undo what was written.
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

// readOwn runs a query on what belongs to the user: on the replica, if there is one. With READ_YOUR_WRITES the primary
// answers when the replica can't, or may not since it lacks what the user wrote last.
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

// reached says that a replica is behind a position, if it is. "" is no position.
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
