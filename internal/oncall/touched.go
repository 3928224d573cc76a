package oncall

import (
	"slices"
	"strings"
	"time"

	"firedrill/internal/topology"
)

// Touched is the last thing until then that a responder did to one of some instances, by commands or by other means; empty for
// nothing. A command that only looks is none.
func (r *Round) Touched(until time.Duration, targets []topology.Instance) string {
	last := ""
	for _, e := range r.Log {
		if e.At > until {
			continue
		}
		if e.What == Outside && mentions(strings.Fields(e.Text), targets) || e.What == Command && changes(e.Text, targets) {
			last = e.Text
		}
	}
	return last
}

// changes says that a command line may change one of some instances.
func changes(line string, targets []topology.Instance) bool {
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
		return mentions(rest, targets)
	case "env":
		return mentions(rest, targets) && len(rest) > 1
	case "limits":
		return mentions(rest, targets) && flagged("--cpus", "--memory", "--pids", "--original")
	case "network":
		return mentions(rest, targets) && flagged("--reset")
	case "config":
		return hold(targets, topology.RoleProxy) && flagged("--set", "--original", "--edit", "--force", "edit")
	case "cert":
		return hold(targets, topology.RoleProxy) && slices.Contains(rest, "renew")
	case "sql":
		return hold(targets, topology.RoleDatabase, topology.RoleReplica) && !reads(rest, "select", "show", "explain", "\\d", "table")
	case "redis":
		return hold(targets, topology.RoleCache) && !reads(rest, "info", "get", "mget", "ttl", "type", "scan", "dbsize", "ping", "keys", "exists", "memory", "slowlog", "latency")
	}
	return false
}

// mentions says that a word names one of some instances: its own name, or that of its service.
func mentions(words []string, targets []topology.Instance) bool {
	return slices.ContainsFunc(targets, func(i topology.Instance) bool {
		return slices.ContainsFunc(words, func(w string) bool { return i.Name == w || strings.HasPrefix(i.Name, w+"-") })
	})
}

// hold says that one of some instances has one of the roles.
func hold(targets []topology.Instance, roles ...topology.Role) bool {
	return slices.ContainsFunc(targets, func(i topology.Instance) bool { return slices.Contains(roles, i.Role) })
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
