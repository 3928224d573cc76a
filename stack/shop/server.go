package shop

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"firedrill/internal/release"

	"golang.org/x/time/rate"
)

// shop is one running replica.
type shop struct {
	settings Settings
	shown    map[string]string // the settings, without secrets
	started  time.Time
	version  string
	build    release.Build // this build's flaw
	kept     kept
	log      *slog.Logger
	db       *database
	replica  *database // of the same data, slightly delayed; nil without one
	remote   *remote
	cache    *aside
	tokens   *tokens
	metrics  *metrics
	limit    *rate.Limiter // nil without one
	inFlight atomic.Int64

	background sync.WaitGroup
	stop       context.CancelFunc // ends the background goroutines
}

func newShop(s Settings, shown map[string]string, log *slog.Logger) (*shop, error) {
	log = log.With("replica", s.Replica)
	db, err := newDatabase(atDatabase, s, log)
	if err != nil {
		return nil, err
	}
	replica, err := newReplica(s, log)
	if err != nil {
		return nil, err
	}
	remote := newRemote(s, log)
	m := newMetrics(db, remote)
	out := &shop{settings: s, shown: shown, started: time.Now().UTC(), version: buildVersion(), build: release.Read(s.Release), log: log, db: db, replica: replica, remote: remote, metrics: m,
		tokens: newTokens(s.JWTSecret, s.JWTTTL),
		cache: &aside{remote: remote, local: newLocal(s.LocalCache), ttl: s.CacheTTL, stale: s.StaleOnError,
			optional: s.CacheOptional, single: s.SingleFlight, counted: m.lookedUp}}
	m.read("shop_in_flight", "Requests that are being answered.", func() float64 { return float64(out.inFlight.Load()) })
	m.read("shop_in_flight_max", "Most requests at once before more are shed; 0 for no such limit.", func() float64 { return float64(s.ShedLimit) })
	if s.RateLimit > 0 {
		out.limit = rate.NewLimiter(rate.Limit(s.RateLimit), s.RateLimit)
	}
	ctx, cancel := context.WithCancel(context.Background())
	out.stop = cancel
	switch {
	case out.build.Flaw == release.ClockSkew:
		out.tokens.ahead(out.build.Span())
	case out.build.Flaw == release.Leak && out.build.Every > 0:
		out.background.Go(func() { out.keepOn(ctx) })
	}
	if s.CacheWarm {
		out.background.Go(func() { out.warm(ctx) })
	}
	return out, nil
}

func (s *shop) close() {
	s.stop()
	s.background.Wait()
	s.remote.close()
	s.db.close()
	if s.replica != nil {
		s.replica.close()
	}
}

// routes maps every route to its handler. Load, logs and metrics use the same route names.
func (s *shop) routes() http.Handler {
	mux := http.NewServeMux()
	guarded := func(pattern, name string, h handler) {
		mux.HandleFunc(pattern, s.endpoint(name, s.recovered(s.admitted(s.released(name, h)))))
	}
	public := func(pattern, name string, h handler) { guarded(pattern, name, entered(h)) }
	private := func(pattern, name string, h handler) { guarded(pattern, name, s.authenticated(entered(h))) }
	probe := func(pattern, name string, h handler) {
		mux.HandleFunc(pattern, s.endpoint(name, s.recovered(entered(h))))
	}
	public("POST /login", "login", s.login)
	public("GET /products", "browse", s.browse)
	public("GET /products/{id}", "product", s.product)
	private("GET /profile", "profile", s.profile)
	private("POST /orders", "order", s.order)
	private("GET /orders", "orders", s.orders)
	private("POST /products/{id}/like", "like", s.like)
	probe("GET /healthz", "healthz", s.healthz)
	probe("GET /readyz", "readyz", s.readyz)
	probe("GET /version", "version", s.versionz)
	probe("GET /settings", "settings", s.settingz)
	probe("GET /metrics", "metrics", s.metricz)
	probe("/", "none", func(context.Context, *call) (reply, error) {
		return reply{}, refuse(http.StatusNotFound, "no such route")
	})
	return mux
}

func buildVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return "unknown"
}
