package record

// Gauge is one measurement of a service: the usage of a resource, and its limit.
type Gauge struct {
	At      int64 // µs since the record's start
	Service string
	Name    string // one of the constants below
	Value   float64
	Limit   float64 // maximum of the value; 0 if there is none or it is unknown
}

// Share returns the value as a part of its limit; ok is false without a limit.
func (g Gauge) Share() (share float64, ok bool) {
	if g.Limit <= 0 {
		return 0, false
	}
	return g.Value / g.Limit, true
}

// Gauges of every container, as the engine reports them.
const (
	GaugeCPU       = "cpu_cores"     // CPUs in use; the limit is the container's
	GaugeThrottled = "cpu_throttled" // seconds per second in which the CPU limit held it back; more than 1 if several threads were
	GaugeMemory    = "memory_bytes"  // without reclaimable page cache
	GaugePids      = "pids"          // processes and threads
)

// Gauges of the services, as they report them.
const (
	GaugeConnections  = "connections"         // client connections of nginx, redis and postgres
	GaugeDropped      = "connections_dropped" // per second, accepted by nginx and closed for lack of worker connections
	GaugeInFlight     = "in_flight"           // requests in a replica of the app; the limit is its shed limit
	GaugePool         = "db_pool"             // Postgres connections held by requests; the limit is the pool's size
	GaugePoolWaits    = "db_pool_waits"       // per second, requests that had to wait for such a connection
	GaugeGoroutines   = "goroutines"          // goroutines of a replica of the app
	GaugeDBBreaker    = "db_breaker"          // 0 closed, 1 half-open, 2 open
	GaugeCacheBreaker = "cache_breaker"       // the same for the cache
	GaugeData         = "data_bytes"          // data size of Redis; the limit is maxmemory
	GaugeHitRate      = "hit_rate"            // lookups in Redis with a hit, as a fraction of all
	GaugeEvicted      = "evicted"             // per second, keys that Redis evicted for lack of memory
	GaugeActive       = "active"              // Postgres sessions that execute a statement
	GaugeLockWaits    = "lock_waits"          // Postgres sessions that wait for a lock
	GaugeIdleInTx     = "idle_in_transaction" // Postgres sessions that hold an idle transaction open
)

// Machine is the service name of the gauges of the machine itself.
const Machine = "machine"

// Gauges of the machine, measured by the client's agent once per second. The canary consists of two loops in the client
// that involve no other container: a timer due every 10 ms, and a UDP echo over the loopback interface.
const (
	GaugeTimerP50    = "timer_late_p50_ms" // delay of the canary's timer
	GaugeTimerP99    = "timer_late_p99_ms"
	GaugeTimerMax    = "timer_late_max_ms"
	GaugeLoopbackP50 = "loopback_p50_ms" // round trip of the canary's echo
	GaugeLoopbackP99 = "loopback_p99_ms"
	GaugeLoopbackMax = "loopback_max_ms"
	GaugeStalled     = "stalled_seconds" // seconds per second for which the canary's timer was over 50 ms late
	GaugeCores       = "cores"           // CPUs of the machine
	GaugeBusyCores   = "busy_cores"      // CPUs in use in total, stolen ones included
	GaugeStealCores  = "steal_cores"     // CPUs taken by the hypervisor
	GaugeClientCores = "client_cores"    // CPUs used by the client itself
	GaugeRunnable    = "runnable"        // processes and threads that run or wait for a CPU
	GaugeRunDelay    = "run_delay"       // seconds per second of waiting for a CPU, over all processes

	// Pressure stall information: the part of the second in which some, or all, work waited for the resource.
	GaugePressureCPU        = "pressure_cpu_some"
	GaugePressureIO         = "pressure_io_some"
	GaugePressureIOFull     = "pressure_io_full"
	GaugePressureMemory     = "pressure_memory_some"
	GaugePressureMemoryFull = "pressure_memory_full"
)
