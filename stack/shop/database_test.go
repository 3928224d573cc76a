package shop

import (
	"context"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// hold is how long the server of rude keeps a connection waiting.
const hold = 200 * time.Millisecond

// rude starts a server that accepts connections and closes them after a while without an answer, so that each attempt
// to connect fails slowly.
func rude(t *testing.T) (port string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			time.AfterFunc(hold, func() { c.Close() })
		}
	}()
	_, port, _ = net.SplitHostPort(l.Addr().String())
	return port
}

func TestAcquire_ConnectTimeCountsAsDatabase(t *testing.T) {
	s := open(t, with(nowhere, "DB_PORT="+rude(t), "DB_POOL=1")...)
	spent := &spent{start: time.Now()}
	s.db.read(context.WithValue(t.Context(), spentKey{}, spent), func(context.Context, *pgx.Conn) error { return nil })
	if db, pool := time.Duration(spent.db.Load()), time.Duration(spent.pool.Load()); db < hold*9/10 || pool > hold/2 {
		t.Errorf("db %v, pool %v of a connect that took %v", db, pool, hold)
	}
}

func TestAcquire_FailedConnectFailsAllWaiting(t *testing.T) {
	s := open(t, with(nowhere, "DB_PORT="+rude(t), "DB_POOL=1")...)
	var all sync.WaitGroup
	begun := time.Now()
	for range 20 {
		all.Go(func() {
			if err := s.db.read(t.Context(), func(context.Context, *pgx.Conn) error { return nil }); !down(err) {
				t.Errorf("got %v", err)
			}
		})
	}
	all.Wait()
	if took := time.Since(begun); took >= 20*hold {
		t.Errorf("20 requests took %v to hear it, one after the other", took)
	}
}

func TestAcquire_OneSlowConnectFailsOnlyItsRequest(t *testing.T) {
	w := &waiting{}
	waitCtx, done := w.join(t.Context())
	defer done()
	tracer := connectTracer{w}
	tracer.TraceConnectEnd(t.Context(), pgx.TraceConnectEndData{Err: context.DeadlineExceeded})
	if waitCtx.Err() != nil {
		t.Error("a connect that timed out failed one that waits")
	}
	tracer.TraceConnectEnd(t.Context(), pgx.TraceConnectEndData{Err: net.ErrClosed})
	if waitCtx.Err() == nil {
		t.Error("a connect that was refused is kept from one that waits")
	}
}

func TestGiveBack_HangingConnectionFreesItsSlot(t *testing.T) {
	g := openGated(t, []string{"DB_TIMEOUT=300ms", "DB_POOL=1"})
	read := func() error {
		return g.shop.db.read(t.Context(), func(ctx context.Context, q *pgx.Conn) error { return q.Ping(ctx) })
	}
	if err := read(); err != nil {
		t.Fatal(err)
	}
	g.db.lose()
	if err := read(); err == nil {
		t.Error("the lost connection answers")
	}
	// pgx would hold the place for 15 seconds. A busy machine may need more than one try of 300 ms for a new connection.
	err := read()
	for end := time.Now().Add(8 * time.Second); err != nil && time.Now().Before(end); {
		err = read()
	}
	if err != nil {
		t.Errorf("the lost connection's place is not free: %v", err)
	}
}

func TestDatabase_NoFailuresAfterRestart(t *testing.T) {
	g := openGated(t, append(slices.Clone(fragile), patient...))
	g.db.stop()
	g.db.open()
	for range 10 {
		if err := g.shop.db.write(t.Context(), func(ctx context.Context, tx pgx.Tx) error { _, err := tx.Exec(ctx, "SELECT 1"); return err }); err != nil {
			t.Errorf("a connection from before the restart was used: %v", err)
		}
	}
}

func TestSpent_TimeIsBookedAtItsHop(t *testing.T) {
	g := openGated(t, append([]string{"DB_POOL=1"}, patient...))
	held := make(chan struct{})
	slow := func(ctx context.Context, q *pgx.Conn) error {
		select {
		case <-held:
		default:
			close(held) // the other waits for this connection from here on
		}
		_, err := q.Exec(ctx, "SELECT pg_sleep(0.5)")
		return err
	}
	var both sync.WaitGroup
	spents := []*spent{{start: time.Now()}, {start: time.Now()}}
	for i, s := range spents {
		both.Go(func() {
			if i == 1 {
				<-held
			}
			begun := time.Now()
			if err := g.shop.db.read(context.WithValue(t.Context(), spentKey{}, s), slow); err != nil {
				t.Error(err)
			}
			if took, booked := time.Since(begun), time.Duration(s.db.Load()+s.pool.Load()); booked > took {
				t.Errorf("of %v, %v are booked", took, booked)
			}
		})
	}
	both.Wait()
	waited := max(spents[0].pool.Load(), spents[1].pool.Load())
	for _, s := range spents {
		if db := time.Duration(s.db.Load()); db < 500*time.Millisecond {
			t.Errorf("db is %v", db)
		}
	}
	if time.Duration(waited) < 100*time.Millisecond {
		t.Errorf("the one that waited for the connection has pool %v", time.Duration(waited))
	}
}

func TestAcquire_TimeoutFailsAtPool(t *testing.T) {
	g := openGated(t, []string{"DB_POOL=1", "DB_TIMEOUT=300ms"})
	held, free := make(chan struct{}), make(chan struct{})
	var holder sync.WaitGroup
	holder.Go(func() {
		_ = g.shop.db.read(context.Background(), func(context.Context, *pgx.Conn) error { close(held); <-free; return nil })
	})
	<-held
	token, _ := g.tokens.issue(1, time.Now())
	w := ask(g, "GET", "/profile", "", "Authorization", "Bearer "+token)
	if w.Code != 504 || w.Header().Get("X-Failed-At") != atPool {
		t.Errorf("got %d at %q", w.Code, w.Header().Get("X-Failed-At"))
	}
	close(free)
	holder.Wait()
	g.db.freeze()
	defer g.db.open()
	w = ask(g, "GET", "/profile", "", "Authorization", "Bearer "+token)
	if w.Code != 504 || w.Header().Get("X-Failed-At") != atDatabase {
		t.Errorf("of a frozen database: %d at %q", w.Code, w.Header().Get("X-Failed-At"))
	}
}
