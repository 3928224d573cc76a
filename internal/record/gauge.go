package record

// Gauge is one number of a service at one moment: how much of something it uses, and of how much.
type Gauge struct {
	At      int64 // µs since the record's start
	Service string
	Name    string // one of those below
	Value   float64
	Limit   float64 // what the value can't pass; 0 where there is no such end, or it is not known
}

// Share is how much of its limit a gauge is at; ok is false where it has none.
func (g Gauge) Share() (share float64, ok bool) {
	if g.Limit <= 0 {
		return 0, false
	}
	return g.Value / g.Limit, true
}

// Gauges of every container, by the engine's account.
const (
	GaugeCPU       = "cpu_cores"     // processors in use, of the container's limit
	GaugeThrottled = "cpu_throttled" // seconds of a second in which the limit held it back; more than one where several threads were
	GaugeMemory    = "memory_bytes"  // without the page cache that can be given back
	GaugePids      = "pids"          // processes and threads
)

// Gauges of the services, by their own account.
const (
	GaugeConnections  = "connections"         // from clients: nginx, redis and postgres
	GaugeDropped      = "connections_dropped" // a second, accepted by nginx and then closed for want of worker connections
	GaugeInFlight     = "in_flight"           // requests in a replica of the app, of its shed limit
	GaugePool         = "db_pool"             // connections to Postgres that requests hold, of the pool's size
	GaugePoolWaits    = "db_pool_waits"       // a second, requests that had to wait for such a connection
	GaugeGoroutines   = "goroutines"          // of a replica of the app
	GaugeDBBreaker    = "db_breaker"          // 0 closed, 1 half-open, 2 open
	GaugeCacheBreaker = "cache_breaker"       // the same, of the cache
	GaugeData         = "data_bytes"          // what Redis holds, of its maxmemory
	GaugeHitRate      = "hit_rate"            // lookups in Redis that found something, of all
	GaugeEvicted      = "evicted"             // a second, keys that Redis threw out for want of memory
	GaugeActive       = "active"              // sessions of Postgres that work on a statement
	GaugeLockWaits    = "lock_waits"          // sessions of Postgres that wait for a lock
	GaugeIdleInTx     = "idle_in_transaction" // sessions of Postgres that hold a transaction open and do nothing
)

// Machine is the service under which the gauges of the machine itself stand, beside those of the lab's services.
const Machine = "machine"

// Gauges of the machine, as the client's agent sees it once a second. The canary is two exchanges in the client that touch no
// other container: a timer that is due every 10 ms, and a UDP echo over the loopback interface.
const (
	GaugeTimerP50    = "timer_late_p50_ms" // how late the canary's timer fired
	GaugeTimerP99    = "timer_late_p99_ms"
	GaugeTimerMax    = "timer_late_max_ms"
	GaugeLoopbackP50 = "loopback_p50_ms" // round trip of the canary's echo
	GaugeLoopbackP99 = "loopback_p99_ms"
	GaugeLoopbackMax = "loopback_max_ms"
	GaugeStalled     = "stalled_seconds" // of the second, in which the canary's timer was over 50 ms late
	GaugeCores       = "cores"           // processors that the machine has
	GaugeBusyCores   = "busy_cores"      // processors in use, by anything, stolen ones included
	GaugeStealCores  = "steal_cores"     // processors that the hypervisor took
	GaugeClientCores = "client_cores"    // processors that the client itself used
	GaugeRunnable    = "runnable"        // processes and threads that run or wait for a processor
	GaugeRunDelay    = "run_delay"       // seconds a second that they waited for a processor, all together

	// Pressure stall information: the part of the second in which some, or all, work waited for the resource.
	GaugePressureCPU        = "pressure_cpu_some"
	GaugePressureIO         = "pressure_io_some"
	GaugePressureIOFull     = "pressure_io_full"
	GaugePressureMemory     = "pressure_memory_some"
	GaugePressureMemoryFull = "pressure_memory_full"
)
