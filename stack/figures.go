package stack

import (
	"time"

	"firedrill/internal/record"
)

// reading is the result of one sample: raw values by the names of their source. No values means no answer.
type reading struct {
	of     string // the owner of the counters; another owner's counters start at 0
	at     time.Time
	values map[string]float64
}

// figure defines how a gauge is computed from raw values.
type figure struct {
	gauge string
	value string
	limit string // the raw value that is the gauge's limit, "" without one
	how   func(r, was reading, f figure) (float64, bool)
}

// The gauges of each kind of service.
var (
	containerFigures = []figure{
		{record.GaugeCPU, "cpu", "cpus", rate}, {record.GaugeThrottled, "throttled", "", rate},
		{record.GaugeMemory, "memory", "memory_limit", level}, {record.GaugePids, "pids", "pids_limit", level},
	}
	nginxFigures = []figure{
		{record.GaugeConnections, "active", "", level}, {record.GaugeDropped, "dropped", "", rate},
	}
	shopFigures = []figure{
		{record.GaugeInFlight, "shop_in_flight", "shop_in_flight_max", level},
		{record.GaugePool, "shop_db_pool_in_use", "shop_db_pool_max", level},
		{record.GaugePoolWaits, "shop_db_pool_waits_total", "", rate},
		{record.GaugeGoroutines, "go_goroutines", "", level},
		{record.GaugeDBBreaker, "shop_db_breaker_state", "", level}, {record.GaugeCacheBreaker, "shop_cache_breaker_state", "", level},
	}
	redisFigures = []figure{
		{record.GaugeConnections, "connected_clients", "maxclients", level}, {record.GaugeData, "used_memory", "maxmemory", level},
		{record.GaugeHitRate, "keyspace_hits", "", hitRate}, {record.GaugeEvicted, "evicted_keys", "", rate},
	}
	postgresFigures = []figure{
		{record.GaugeConnections, "sessions", "max_connections", level}, {record.GaugeActive, "active", "", level},
		{record.GaugeLockWaits, "locks", "", level}, {record.GaugeIdleInTx, "idle_in_transaction", "", level},
	}
)

// gauges computes the gauges of a sample from its raw values and those of the previous sample.
func (r reading) gauges(service string, figures []figure, was reading) []record.Gauge {
	var out []record.Gauge
	for _, f := range figures {
		if v, ok := f.how(r, was, f); ok {
			out = append(out, record.Gauge{Service: service, Name: f.gauge, Value: v, Limit: r.values[f.limit]})
		}
	}
	return out
}

// level returns a raw value unchanged.
func level(r, _ reading, f figure) (float64, bool) {
	v, ok := r.values[f.value]
	return v, ok
}

// rate returns the growth of a counter per second.
func rate(r, was reading, f figure) (float64, bool) {
	grown, ok := growth(r, was, f.value)
	long := r.at.Sub(was.at).Seconds()
	return grown / long, ok && long > 0
}

// hitRate returns the fraction of lookups since the previous sample that were hits.
func hitRate(r, was reading, _ figure) (float64, bool) {
	hits, ok := growth(r, was, "keyspace_hits")
	misses, both := growth(r, was, "keyspace_misses")
	return hits / (hits + misses), ok && both && hits+misses > 0
}

// growth returns the growth of a counter. A counter smaller than before was reset.
func growth(r, was reading, name string) (float64, bool) {
	v, ok := r.values[name]
	before, known := was.values[name]
	return v - before, ok && known && r.of == was.of && v >= before
}
