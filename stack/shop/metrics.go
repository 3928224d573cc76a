package shop

import (
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// metrics are the Prometheus metrics of this replica.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	lookups  *prometheus.CounterVec
}

func newMetrics(db *database, cache *remote) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "shop_requests_total", Help: "Requests answered."}, []string{"route", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "shop_request_seconds", Help: "Time to answer a request.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}}, []string{"route"}),
		lookups: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "shop_cache_answers_total", Help: "Cached routes' answers, by where they came from."}, []string{"from"}),
	}
	m.registry.MustRegister(m.requests, m.duration, m.lookups, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.read("shop_db_pool_in_use", "Connections to Postgres that a request holds.", func() float64 { return float64(db.pool.Stat().AcquiredConns()) })
	m.read("shop_db_pool_open", "Connections to Postgres.", func() float64 { return float64(db.pool.Stat().TotalConns()) })
	m.read("shop_db_pool_max", "Most connections to Postgres at once.", func() float64 { return float64(db.pool.Stat().MaxConns()) })
	m.read("shop_db_pool_waits_total", "Acquires that had to wait.", func() float64 { return float64(db.pool.Stat().EmptyAcquireCount()) })
	m.read("shop_db_pool_wait_seconds_total", "Time that acquires waited.", func() float64 { return db.pool.Stat().EmptyAcquireWaitTime().Seconds() })
	m.read("shop_cache_pool_open", "Connections to Redis.", func() float64 { return float64(cache.client.PoolStats().TotalConns) })
	m.read("shop_cache_pool_timeouts_total", "Waits for a connection to Redis that were given up.", func() float64 { return float64(cache.client.PoolStats().Timeouts) })
	m.read("shop_db_breaker_state", "0 closed, 1 half-open, 2 open.", db.breaker.state)
	m.read("shop_cache_breaker_state", "0 closed, 1 half-open, 2 open.", cache.breaker.state)
	return m
}

// read registers a metric whose value is read on each scrape: a counter if its name says so, else a gauge.
func (m *metrics) read(name, help string, value func() float64) {
	if strings.HasSuffix(name, "_total") {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, value))
		return
	}
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
}

func (m *metrics) answered(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.duration.WithLabelValues(route).Observe(took.Seconds())
}

func (m *metrics) lookedUp(from string) { m.lookups.WithLabelValues(from).Inc() }
