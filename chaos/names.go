package chaos

import (
	"crypto/rand"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Names that are visible inside a lab are neutral: a monitoring system or a job of any shop could have them. A responder must
// find what was done, not a name that gives it away.
const (
	SessionName = "monitor" // of an agent's sessions in Postgres and Redis, or how their names begin
	TagPrefix   = "job_"    // of all that a fault makes in a store: its sessions, a schema, a key
	SpareUser   = "backup"  // of Redis: see the fault redis.rotate-password
)

// NewTag returns a unique name for what a fault makes in a store.
func NewTag() string { return TagPrefix + strings.ToLower(rand.Text()[:8]) }

// NewID returns a unique name for a fault in an agent.
func NewID() string { return "w" + strings.ToLower(rand.Text()[:9]) }

// Clients is the target that stands for the users. Only packet and lookup faults can hit it; its container belongs to the
// harness.
const Clients = "client"

// clientProblems returns what is wrong with a fault that hits the client.
func clientProblems(k Kind, on string, params map[string]string) []Problem {
	switch {
	case on != Clients:
		return nil
	case k.Family != "net" && k.Family != "dns":
		return []Problem{{ParamOn, fmt.Sprintf("%q can't hit %q", k.Name, on), "only kinds of the families net and dns can"}}
	case params["peer"] == "" && slices.ContainsFunc(fieldsOf(k.New()), func(f Field) bool { return f.Name == "peer" }):
		return []Problem{{"peer", fmt.Sprintf("%q needs \"peer\" where it hits %q", k.Name, on), "such as peer: nginx"}}
	}
	return nil
}

// Balancer is the service that balances the site's requests.
const Balancer = "nginx"

// OnlyBalancer requires the balancer as target.
func OnlyBalancer(on string) []Problem {
	if on == "" || on == Balancer {
		return nil
	}
	return []Problem{{ParamOn, fmt.Sprintf("%q is not the balancer", on), "on: " + Balancer}}
}

// ReplicaName is the n-th replica of the app, from 1.
func ReplicaName(n int) string { return "shop-" + strconv.Itoa(n) }

var replicaName = regexp.MustCompile(`^shop-[1-9][0-9]*$`)

// IsReplica reports whether a service is a replica of the app.
func IsReplica(service string) bool { return replicaName.MatchString(service) }

// OnlyReplica requires a replica of the app as target.
func OnlyReplica(service string) []Problem {
	if service == "" || IsReplica(service) {
		return nil
	}
	return []Problem{{ParamOn, fmt.Sprintf("%q is not a replica of the app", service), "such as shop-1"}}
}
