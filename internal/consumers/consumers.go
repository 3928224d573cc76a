// Package consumers finds the processes and containers that use this machine's CPU. It reports names and shares, never
// command lines: arguments may hold secrets.
package consumers

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	// between is the time between the two samples.
	between = time.Second
	// most is the maximum number of consumers that are named.
	most = 5
	// least is the CPU use, in CPUs, from which a consumer is named.
	least = 0.05
	// hertz is the unit in which Linux reports CPU time to programs, on every architecture.
	hertz = 100
)

// Use is the CPU use of one container, or of all processes with one name outside of containers.
type Use struct {
	Name      string
	Container bool
	Cores     float64
}

func (u Use) String() string {
	what := "process"
	if u.Container {
		what = "container"
	}
	return fmt.Sprintf("%s %q (%.0f%% of a processor)", what, u.Name, 100*u.Cores)
}

// Top returns the largest CPU consumers on this machine over one second. The map gives the names of containers by
// engine id.
func Top(ctx context.Context, names map[string]string) []Use {
	before, began := processes("/proc"), time.Now()
	timer := time.NewTimer(between)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		return nil
	}
	return top(before, processes("/proc"), time.Since(began), names)
}

// process is one process in one sample.
type process struct {
	name      string
	container string // container id; "" outside of containers
	ticks     uint64
	start     string // distinguishes a process from an earlier one with the same PID
}

func processes(proc string) map[string]process {
	all := map[string]process{}
	dirs, _ := os.ReadDir(proc)
	for _, d := range dirs {
		if _, err := strconv.ParseUint(d.Name(), 10, 32); err != nil {
			continue
		}
		stat, err := os.ReadFile(filepath.Join(proc, d.Name(), "stat"))
		if err != nil {
			continue // it has exited
		}
		if p, ok := parse(string(stat)); ok {
			cgroup, _ := os.ReadFile(filepath.Join(proc, d.Name(), "cgroup"))
			p.container = containerID.FindString(string(cgroup))
			all[d.Name()] = p
		}
	}
	return all
}

// containerID matches the container id that every engine puts into the cgroup path.
var containerID = regexp.MustCompile(`[0-9a-f]{64}`)

// parse reads /proc/PID/stat. The name in it may hold any character, including spaces and brackets.
func parse(stat string) (process, bool) {
	open, shut := strings.Index(stat, "("), strings.LastIndex(stat, ")")
	if open < 0 || shut < open {
		return process{}, false
	}
	f := strings.Fields(stat[shut+1:])
	if len(f) < 20 {
		return process{}, false
	}
	user, err1 := strconv.ParseUint(f[11], 10, 64)
	system, err2 := strconv.ParseUint(f[12], 10, 64)
	return process{name: printable(stat[open+1 : shut]), ticks: user + system, start: f[19]}, err1 == nil && err2 == nil
}

// printable replaces characters that a terminal could interpret.
func printable(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, name)
}

func top(before, after map[string]process, passed time.Duration, names map[string]string) []Use {
	sums := map[Use]uint64{}
	for pid, now := range after {
		was, known := before[pid]
		if known && was.start == now.start {
			now.ticks -= min(now.ticks, was.ticks)
		}
		u := Use{Name: now.name}
		if now.container != "" {
			u = Use{Name: now.container[:12], Container: true}
			if name := names[now.container]; name != "" {
				u.Name = printable(name)
			}
		}
		sums[u] += now.ticks
	}
	var all []Use
	for u, ticks := range sums {
		if u.Cores = float64(ticks) / hertz / passed.Seconds(); u.Cores >= least {
			all = append(all, u)
		}
	}
	slices.SortFunc(all, func(a, b Use) int { return cmp.Or(cmp.Compare(b.Cores, a.Cores), cmp.Compare(a.Name, b.Name)) })
	return all[:min(len(all), most)]
}
