package oncall

import (
	"slices"
	"strings"
	"time"

	"firedrill/internal/topology"
)

// Touched returns the responder's last change to any of the instances before a time, by commands or other means;
// empty: none. A command that only reads is no change.
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

// changes reports whether a command line may change any of the instances.
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

// mentions reports whether a word names any of the instances, or its service.
func mentions(words []string, targets []topology.Instance) bool {
	return slices.ContainsFunc(targets, func(i topology.Instance) bool {
		return slices.ContainsFunc(words, func(w string) bool { return i.Name == w || strings.HasPrefix(i.Name, w+"-") })
	})
}

// hold reports whether any of the instances has one of the roles.
func hold(targets []topology.Instance, roles ...topology.Role) bool {
	return slices.ContainsFunc(targets, func(i topology.Instance) bool { return slices.Contains(roles, i.Role) })
}

// reads reports whether a statement begins with one of the read-only keywords.
func reads(words []string, names ...string) bool {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return strings.HasPrefix(w, "--") })
	if len(words) == 0 {
		return true
	}
	first := strings.ToLower(strings.TrimLeft(words[0], `'"`))
	return slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(first, n) }) && !strings.Contains(strings.ToLower(strings.Join(words, " ")), "pg_terminate")
}
