package agent

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"firedrill/chaos"
)

// pgSession is a held Postgres session.
type pgSession struct {
	conn *pgx.Conn
	want chaos.Hold
}

// holdPostgres opens a session under the hold's name, and runs the hold's SQL in it.
func holdPostgres(ctx context.Context, h chaos.Hold) (session, error) {
	conn, err := openPostgres(ctx, account{as: chaos.AsAdmin, name: h.Name})
	if err != nil {
		return nil, err
	}
	if _, err := execAll(ctx, conn.PgConn(), h.SQL); err != nil {
		closePostgres(conn)
		return nil, err
	}
	return &pgSession{conn, h}, nil
}

// tick runs the hold's statements. It rolls back a transaction that one of them left broken.
func (p *pgSession) tick(ctx context.Context) (int, error) {
	rows, err := execAll(ctx, p.conn.PgConn(), p.want.Tick)
	if err != nil && !p.conn.IsClosed() {
		_, rollback := execAll(ctx, p.conn.PgConn(), []string{"ROLLBACK"})
		return 0, errors.Join(err, rollback)
	}
	return len(rows), err
}

// alive checks only the socket: a ping would end the idle state of a session that must stay idle in its transaction.
func (p *pgSession) alive(context.Context) error {
	if p.conn.IsClosed() {
		return errors.New("the session ended")
	}
	return p.conn.PgConn().CheckConn() //nolint:staticcheck // see above
}

func (p *pgSession) close() { closePostgres(p.conn) }

// redisSession is a held connection to Redis.
type redisSession struct {
	client *redis.Client
	want   chaos.Hold
}

func holdRedis(ctx context.Context, h chaos.Hold) (session, error) {
	client, err := openRedis("", h.Name)
	if err != nil {
		return nil, err
	}
	err = greetRedis(ctx, client)
	if lockedOut(err) { // another fault changed the password
		_ = client.Close()
		if client, err = openRedis(chaos.SpareUser, h.Name); err == nil {
			err = greetRedis(ctx, client)
		}
	}
	if err != nil {
		_ = client.Close()
		return nil, err
	}
	return &redisSession{client, h}, nil
}

// tick runs the hold's one command.
func (r *redisSession) tick(ctx context.Context) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*storeWithin)
	defer cancel()
	words, err := filled(r.want.Tick)
	if err != nil {
		return 0, err
	}
	return 1, r.client.Do(ctx, words...).Err()
}

// alive pings if the hold has no command; otherwise the ticks show that the connection works.
func (r *redisSession) alive(ctx context.Context) error {
	if len(r.want.Tick) > 0 {
		return nil
	}
	return greetRedis(ctx, r.client)
}

func greetRedis(ctx context.Context, client *redis.Client) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return client.Ping(ctx).Err()
}

func (r *redisSession) close() { _ = r.client.Close() }
