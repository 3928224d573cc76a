package oncall

import (
	"slices"
	"strings"
	"time"
)

// Touched is the last thing until then that a responder did to one of some services, by commands or by other means; empty for
// nothing. A command that only looks is none.
func (r *Round) Touched(until time.Duration, services []string) string {
	last := ""
	for _, e := range r.Log {
		if e.At > until {
			continue
		}
		if e.What == Outside && mentions(strings.Fields(e.Text), services) || e.What == Command && changes(e.Text, services) {
			last = e.Text
		}
	}
	return last
}

// changes says that a command line may change one of some services.
func changes(line string, services []string) bool {
	words := strings.Fields(line)
	if len(words) == 0 {
		return false
	}
	rest := words[1:]
	flagged := func(names ...string) bool {
		return slices.ContainsFunc(rest, func(w string) bool {
			name, _, _ := strings.Cut(w, "=")
			return slices.Contains(names, name)
		})
	}
	switch words[0] {
	case "restart", "start", "stop", "redeploy", "exec":
		return mentions(rest, services)
	case "env":
		return mentions(rest, services) && len(rest) > 1
	case "limits":
		return mentions(rest, services) && flagged("--cpus", "--memory", "--pids", "--original")
	case "network":
		return mentions(rest, services) && flagged("--reset")
	case "config":
		return concerns("nginx", services) && flagged("--set", "--original", "--edit", "--force", "edit")
	case "cert":
		return concerns("nginx", services) && slices.Contains(rest, "renew")
	case "sql":
		return concerns("postgres", services) && !reads(rest, "select", "show", "explain", "\\d", "table")
	case "redis":
		return concerns("redis", services) && !reads(rest, "info", "get", "mget", "ttl", "type", "scan", "dbsize", "ping", "keys", "exists", "memory", "slowlog", "latency")
	}
	return false
}

// mentions says that a word names one of some services: its own name, or the service of an instance.
func mentions(words, services []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return concerns(w, services) })
}

func concerns(name string, services []string) bool {
	return slices.ContainsFunc(services, func(s string) bool { return s == name || strings.HasPrefix(s, name+"-") })
}

// reads says that a statement begins with one of some words, of which none changes anything.
func reads(words []string, names ...string) bool {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return strings.HasPrefix(w, "--") })
	if len(words) == 0 {
		return true
	}
	first := strings.ToLower(strings.TrimLeft(words[0], `'"`))
	return slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(first, n) }) && !strings.Contains(strings.ToLower(strings.Join(words, " ")), "pg_terminate")
}
