package scenarios

import (
	"strings"
	"time"
)

// Objective is a bound on a signal in a phase. As text:
//
//	objective = phase ":" signal bound
//	phase     = "warmup" | "baseline" | "fault" | "recovery" | "run"
//	signal    = name [ "(" duration ")" ] [ "{" label "=" value { "," label "=" value } "}" ]
//	name      = "failed" | "slow" | "p50" | "p95" | "p99" | "throughput" | "bad seconds" | "recovered" | "detected"
//	          | "lost " writes | "doubled " writes | "hop"
//	writes    = what the audit of the stack looks up, as a plural noun
//	label     = "route" | "class" | "replica"
//	bound     = ("<=" | "<" | ">=" | ">" | "=" | "within") value | "in" value ".." value
//	value     = number [ "%" | "/s" | "x baseline" ] | duration | hop
type Objective struct {
	Text     string
	Phase    string            // a phase, or "run" for the whole
	Signal   string            // one of the names above
	Over     time.Duration     // the bound of slow(300ms)
	Labels   map[string]string // only requests with these
	Op       string            // <=, <, >=, >, =, in
	Low      float64           // with "in"; fractions are 0..1, durations seconds, latencies ms, rates a second
	High     float64           // the value of every other operator, or the upper end with "in"
	Word     string            // the value of hop
	Relative bool              // Low and High are multiples of the baseline's value
	Key      bool              // failing it fails the drill, whatever else holds
	Weight   float64           // 1 unless said
}

// Audit says which count of the audit an objective bounds: Lost, Doubled, or "" for none.
func (o Objective) Audit() string {
	count, _, _ := strings.Cut(o.Signal, " ")
	if count == Lost || count == Doubled {
		return count
	}
	return ""
}
