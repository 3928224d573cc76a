package shop

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// retryPause is the wait before a read whose connection broke is retried.
const retryPause = 20 * time.Millisecond

// database is the shop's Postgres client: every call has a timeout, is timed, and goes through the breaker if there is
// one.
type database struct {
	pool    *pgxpool.Pool
	timeout time.Duration
	retries int
	breaker *breaker
	waiting *waiting
}

// newDatabase does not connect: the first request that needs a connection does. The name is for the log.
func newDatabase(name string, s Settings, log *slog.Logger) (*database, error) {
	d := &database{timeout: s.DBTimeout, retries: s.Retries, waiting: &waiting{}}
	if s.Breaker {
		d.breaker = newBreaker(name, log)
	}
	config, err := pgxpool.ParseConfig((&url.URL{Scheme: "postgres", User: url.UserPassword(s.DBUser, s.DBPassword),
		Host: s.DBHost + ":" + strconv.Itoa(s.DBPort), Path: "/" + s.DBName, RawQuery: "sslmode=disable&application_name=shop"}).String())
	if err != nil {
		return nil, err
	}
	config.MaxConns = int32(s.DBPool)
	config.ConnConfig.ConnectTimeout = s.DBConnectTimeout
	config.ConnConfig.Tracer = connectTracer{d.waiting}
	// The pool would ping a connection that was idle for a second, and a ping hangs if the server does. A check of the
	// socket finds dead connections; the request's own timeout bounds hanging ones.
	config.ShouldPing = func(context.Context, pgxpool.ShouldPingParams) bool { return false }
	config.PrepareConn = func(_ context.Context, c *pgx.Conn) (bool, error) { return alive(c.PgConn().Conn()), nil }
	d.pool, err = pgxpool.NewWithConfig(context.Background(), config)
	return d, err
}

func (d *database) close() { d.pool.Close() }

// read runs read-only queries, which may be retried if their connection breaks.
func (d *database) read(ctx context.Context, query func(context.Context, *pgx.Conn) error) error {
	return d.breaker.do(atDatabase, func() error {
		ctx, cancel := context.WithTimeout(ctx, d.timeout)
		defer cancel()
		for try := 1; ; try++ {
			err := d.once(ctx, query)
			if err == nil || try > d.retries || timedOut(err) || !unreachable(err) || !pause(ctx, retryPause) {
				return err
			}
			spentOf(ctx).db.Add(int64(retryPause))
		}
	})
}

// write runs a transaction without retries.
func (d *database) write(ctx context.Context, change func(context.Context, pgx.Tx) error) error {
	return d.breaker.do(atDatabase, func() error {
		ctx, cancel := context.WithTimeout(ctx, d.timeout)
		defer cancel()
		return d.once(ctx, func(ctx context.Context, conn *pgx.Conn) error {
			return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return change(ctx, tx) })
		})
	})
}

// ping checks Postgres, bypassing the breaker.
func (d *database) ping(ctx context.Context) error {
	return dependency(atDatabase, d.once(ctx, func(ctx context.Context, conn *pgx.Conn) error { return conn.Ping(ctx) }))
}

func (d *database) once(ctx context.Context, use func(context.Context, *pgx.Conn) error) error {
	conn, err := d.acquire(ctx)
	if err != nil {
		return err
	}
	defer giveBack(conn)
	begun := time.Now()
	err = use(ctx, conn.Conn())
	spentOf(ctx).db.Add(int64(time.Since(begun)))
	return err
}

// acquire takes a connection from the pool. The wait counts as pool time, except for the time to connect.
func (d *database) acquire(ctx context.Context) (*pgxpool.Conn, error) {
	s, begun := spentOf(ctx), time.Now()
	before := s.db.Load()
	waitCtx, done := d.waiting.join(ctx)
	defer done()
	conn, err := d.pool.Acquire(waitCtx)
	s.dialed()
	s.pool.Add(max(int64(time.Since(begun))-(s.db.Load()-before), 0))
	if failed := (*connectFailed)(nil); err != nil && errors.As(context.Cause(waitCtx), &failed) {
		return nil, failed.error
	}
	if err != nil && s.db.Load() == before { // no connection was being opened for this request
		return nil, &noneFree{err}
	}
	return conn, err
}

// noneFree is the error of a request that waited for a connection in vain because others held all of them.
type noneFree struct{ error }

func (e *noneFree) Unwrap() error { return e.error }

// giveBack returns a connection to the pool. One that was interrupted during a query is removed from the pool first:
// pgx asks the server for up to 15 seconds to cancel the query, and until then its slot in the pool would be lost.
func giveBack(conn *pgxpool.Conn) {
	if conn.Conn().IsClosed() {
		conn.Hijack()
		return
	}
	conn.Release()
}

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
