package load

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"firedrill/internal/record"
)

// NewShop makes the workload of a shop with so many users and products. TestMain sets it: its package imports this one, so
// that a test of this package can't import it.
var NewShop func(users, products int) Workload

// RunTests runs the tests, or serves their site if that is what this process is for.
func RunTests(m *testing.M) {
	if os.Getenv(envServe) != "" {
		serveUntilEOF()
		return
	}
	goleak.VerifyTestMain(m)
}

// Routes of the shop.
const (
	browse  = "browse"
	product = "product"
	order   = "order"
	orders  = "orders"
	login   = "login"
	profile = "profile"
	like    = "like"
	deep    = "deep"
	upload  = "upload"
)

// seedPassword is the password of every user.
const seedPassword = "firedrill"

// standIn answers like the shop behind nginx, in one process.
type standIn struct {
	mux    *http.ServeMux
	logins atomic.Int64
	orders sync.Map // idempotency key -> id
	placed atomic.Int64
	accept func(token string) bool // nil: any
}

func newStandIn() *standIn {
	s := &standIn{mux: http.NewServeMux()}
	s.mux.HandleFunc("POST /login", s.login)
	s.mux.HandleFunc("GET /products", reply(`{"products":[]}`))
	s.mux.HandleFunc("GET /products/{id}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"id":%s,"name":"a thing"}`, r.PathValue("id"))
	})
	s.mux.HandleFunc("GET /profile", s.user(reply(`{"name":"someone"}`)))
	s.mux.HandleFunc("POST /products/{id}/like", s.user(reply(`{}`)))
	s.mux.HandleFunc("POST /orders", s.user(s.order))
	return s
}

func (s *standIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Replica", "shop-1")
	w.Header().Set("X-Request-Id", "id-1")
	w.Header().Set("Server-Timing", "app;dur=1.5, db;dur=0.25")
	s.mux.ServeHTTP(w, r)
}

func reply(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }
}

func (s *standIn) login(w http.ResponseWriter, r *http.Request) {
	var who struct{ Email, Password string }
	if json.NewDecoder(r.Body).Decode(&who) != nil || who.Password != seedPassword {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	fmt.Fprintf(w, `{"token":"token-%d"}`, s.logins.Add(1))
}

func (s *standIn) user(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token := r.Header.Get("Authorization")
		if token == "" || s.accept != nil && !s.accept(token) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next(w, r)
	}
}

func (s *standIn) order(w http.ResponseWriter, r *http.Request) {
	id := s.placed.Add(1)
	s.orders.Store(r.Header.Get("Idempotency-Key"), id)
	w.WriteHeader(http.StatusCreated)
	fmt.Fprintf(w, `{"id":%d,"total_cents":100}`, id)
}

// pipes is a listener without a network, so that a test in a bubble of testing/synctest has its own time.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.done); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return ours, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// samples is a sink that keeps what it gets.
type samples struct {
	mu  sync.Mutex
	all []record.Sample
}

func (s *samples) add(batch []record.Sample) {
	s.mu.Lock()
	s.all = append(s.all, batch...)
	s.mu.Unlock()
}

// bubbleRun drives a plan's load against a handler, in the fake time of the bubble that it is called in.
func bubbleRun(t *testing.T, p Plan, h http.Handler) (*Driver, []record.Sample) {
	t.Helper()
	return bubbleRunWith(t, NewShop(100, 100), p, h, newTimerAlarm())
}

func bubbleRunWith(t *testing.T, w Workload, p Plan, h http.Handler, with alarm) (*Driver, []record.Sample) {
	t.Helper()
	listener := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
	server := &http.Server{Handler: h}
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(listener) })
	defer serving.Wait()
	defer server.Close()

	var got samples
	d, err := newDriver(w, p, got.add)
	if err != nil {
		t.Fatal(err)
	}
	d.alarm = with
	d.pool.dialer.open = listener.dial
	if err := d.begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-d.done // the plan's stages end
	done, err := d.Drain(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if done.Scheduled != uint64(len(got.all)) || done.Samples != done.Scheduled {
		t.Errorf("%d arrivals and %d samples are counted, %d samples came", done.Scheduled, done.Samples, len(got.all))
	}
	return d, got.all
}

// constantPlan sends one route at a constant rate for a while.
func constantPlan(route string, rate float64, lasting time.Duration) Plan {
	return Plan{
		Target: "http://127.0.0.1:80", Arrivals: Constant, Stages: []Stage{{Rate: rate, For: lasting}},
		Mix: []Weight{{route, 1}}, Timeout: 5 * time.Second, MaxInFlight: 1000,
	}
}
