package canary

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Machine holds the kernel's figures of the machine since the previous read. A figure that the kernel does not
// provide is nil.
type Machine struct {
	Cores    *float64           `json:"cores,omitempty"`
	Busy     *float64           `json:"busy,omitempty"`   // processors in use, including stolen ones
	Steal    *float64           `json:"steal,omitempty"`  // processors that the hypervisor took
	Client   *float64           `json:"client,omitempty"` // processors that this process used
	Runnable *float64           `json:"runnable,omitempty"`
	RunDelay *float64           `json:"run_delay,omitempty"` // seconds per second that processes waited for a processor
	Pressure map[string]float64 `json:"pressure,omitempty"`  // share of the time, by "cpu some", "io full" and so on
}

// hertz is the unit of processor time in Linux' user interfaces, on every architecture.
const hertz = 100

// counters are the kernel's counters at one moment. A counter that it does not keep is missing.
type counters struct {
	cores float64
	sum   map[string]float64 // totals in seconds: busy, steal, client, delay, and pressure
	now   map[string]float64 // current values: runnable
}

// reader reads counters and returns their growth.
type reader struct {
	proc string
	last counters
	at   time.Time
}

func newReader() *reader {
	r := &reader{proc: "/proc"}
	r.last, r.at = r.counters(), time.Now()
	return r
}

// read returns the growth since the last call, or nothing if no time has passed.
func (r *reader) read(now time.Time) Machine {
	passed := now.Sub(r.at).Seconds()
	if passed < 0.01 {
		return Machine{}
	}
	is := r.counters()
	m := growth(r.last, is, passed)
	r.last, r.at = is, now
	return m
}

func growth(was, is counters, seconds float64) Machine {
	rate := func(name string) *float64 {
		before, ok := was.sum[name]
		after, still := is.sum[name]
		if !ok || !still {
			return nil
		}
		v := max(0, after-before) / seconds
		return &v
	}
	m := Machine{Busy: rate("busy"), Steal: rate("steal"), Client: rate("client"), RunDelay: rate("delay"), Pressure: map[string]float64{}}
	if is.cores > 0 {
		m.Cores = &is.cores
	}
	if n, ok := is.now["runnable"]; ok {
		m.Runnable = &n
	}
	for name := range is.sum {
		if v := rate(name); strings.Contains(name, " ") && v != nil {
			m.Pressure[name] = min(1, *v)
		}
	}
	return m
}

func (r *reader) counters() counters {
	c := counters{sum: map[string]float64{}, now: map[string]float64{}}
	c.stat(r.text("stat"))
	c.load(r.text("loadavg"))
	c.schedule(r.text("schedstat"))
	c.self(r.text("self/stat"))
	for _, of := range []string{"cpu", "io", "memory"} {
		c.pressure(of, r.text("pressure/"+of))
	}
	return c
}

func (r *reader) text(name string) string {
	b, err := os.ReadFile(filepath.Join(r.proc, name))
	if err != nil {
		return ""
	}
	return string(b)
}

// stat reads /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. Guest time is included in user and
// nice.
func (c *counters) stat(text string) {
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) == 0 || !strings.HasPrefix(f[0], "cpu") {
			continue
		}
		if f[0] != "cpu" {
			c.cores++
			continue
		}
		for i, name := range []string{"busy", "busy", "busy", "", "", "busy", "busy", "steal"} {
			if v, ok := number(f, i+1); ok && name != "" {
				c.sum[name] += v / hertz
			}
		}
	}
	if steal, ok := c.sum["steal"]; ok {
		c.sum["busy"] += steal
	}
}

// load reads the fourth field of /proc/loadavg: runnable/total.
func (c *counters) load(text string) {
	if f := strings.Fields(text); len(f) > 3 {
		running, _, _ := strings.Cut(f[3], "/")
		if v, err := strconv.ParseFloat(running, 64); err == nil {
			c.now["runnable"] = v
		}
	}
}

// schedule reads /proc/schedstat: the eighth number of each processor is the time that processes waited for it, in
// ns.
func (c *counters) schedule(text string) {
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) == 0 || !strings.HasPrefix(f[0], "cpu") {
			continue
		}
		if v, ok := number(f, 8); ok {
			c.sum["delay"] += v / 1e9
		}
	}
}

// self reads the processor time of /proc/self/stat. The process name in it may contain any character, including
// spaces and brackets.
func (c *counters) self(text string) {
	_, rest, ok := cutLast(text, ")")
	if !ok {
		return
	}
	f := strings.Fields(rest)
	user, ok1 := number(f, 11)
	system, ok2 := number(f, 12)
	if ok1 && ok2 {
		c.sum["client"] = (user + system) / hertz
	}
}

// pressure reads the totals of pressure stall information, in µs.
func (c *counters) pressure(of, text string) {
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		total, ok := strings.CutPrefix(f[len(f)-1], "total=")
		if v, err := strconv.ParseFloat(total, 64); ok && err == nil {
			c.sum[of+" "+f[0]] = v / 1e6
		}
	}
}

func number(fields []string, i int) (float64, bool) {
	if i >= len(fields) {
		return 0, false
	}
	v, err := strconv.ParseFloat(fields[i], 64)
	return v, err == nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
