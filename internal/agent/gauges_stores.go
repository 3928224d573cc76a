package agent

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"

	"firedrill/chaos"
)

func redisGauges(ctx context.Context, s *Session, _ GaugesRequest) (map[string]float64, error) {
	g := &s.gauging
	g.mu.Lock()
	if g.redis == nil {
		client, err := openRedis("", gaugeName)
		if err != nil {
			g.mu.Unlock()
			return nil, err
		}
		g.redis = client
		s.OnExit("gauges of redis", func(context.Context) error { return client.Close() })
	}
	client := g.redis
	g.mu.Unlock()
	text, err := client.Info(ctx).Result()
	if err != nil {
		return nil, err
	}
	return redisInfo(text), nil
}

// redisInfo parses the numbers of a reply to INFO.
func redisInfo(text string) map[string]float64 {
	values := map[string]float64{}
	for line := range strings.Lines(text) {
		name, number, ok := strings.Cut(strings.TrimSpace(line), ":")
		if v, err := strconv.ParseFloat(number, 64); ok && err == nil {
			values[name] = v
		}
	}
	return values
}

// sessionsSQL counts the client sessions without our own.
const sessionsSQL = `SELECT count(*), count(*) FILTER (WHERE state = 'active'), count(*) FILTER (WHERE wait_event_type = 'Lock'),
	count(*) FILTER (WHERE state LIKE 'idle in transaction%'), current_setting('max_connections')::int
	FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`

// onePostgres is a session that serves one read at a time.
type onePostgres struct {
	mu   sync.Mutex
	conn *pgx.Conn
}

func postgresGauges(ctx context.Context, s *Session, q GaugesRequest) (map[string]float64, error) {
	p := s.gauging.at(s, q.At)
	if !p.mu.TryLock() {
		return nil, errors.New("the previous read is still running")
	}
	defer p.mu.Unlock()
	if p.conn == nil || p.conn.IsClosed() {
		conn, err := openPostgres(ctx, account{at: q.At, as: chaos.AsAdmin, name: gaugeName})
		if err != nil {
			return nil, err
		}
		p.conn = conn
	}
	var all, active, locks, idle, most float64
	// A statement that its context interrupts closes the connection: the next read opens a new one.
	if err := p.conn.QueryRow(ctx, sessionsSQL).Scan(&all, &active, &locks, &idle, &most); err != nil {
		return nil, err
	}
	return map[string]float64{"sessions": all, "active": active, "locks": locks, "idle_in_transaction": idle, "max_connections": most}, nil
}

// at returns the session at a host, open or not.
func (g *gauging) at(s *Session, host string) *onePostgres {
	g.mu.Lock()
	defer g.mu.Unlock()
	p := g.postgres[host]
	if p == nil {
		p = &onePostgres{}
		if g.postgres == nil {
			g.postgres = map[string]*onePostgres{}
		}
		g.postgres[host] = p
		s.OnExit("gauges of postgres", func(context.Context) error { p.close(); return nil })
	}
	return p
}

func (p *onePostgres) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn != nil {
		closePostgres(p.conn)
	}
}
