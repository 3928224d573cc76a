package chaos

import (
	"crypto/rand"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// What of ours is to be seen inside a lab goes by names that the monitoring and the jobs of any shop could have: who looks
// into an incident is to find what is done there, and not a name that gives it away.
const (
	SessionName = "monitor" // of an agent's sessions in Postgres and Redis, or how their names begin
	TagPrefix   = "job_"    // of all that a fault makes in a store: its sessions, a schema, a key
	SpareUser   = "backup"  // of Redis: see the fault redis.rotate-password
)

// NewTag draws a name that no other fault has.
func NewTag() string { return TagPrefix + strings.ToLower(rand.Text()[:8]) }

// NewID draws a name that no other damage has.
func NewID() string { return "w" + strings.ToLower(rand.Text()[:9]) }

// Clients is the target that stands for the users. What hurts them from their own side is damage to their packets and
// their lookups; their container is the harness's.
const Clients = "client"

// clientProblems says what is wrong with a fault that hits the client.
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

// Balancer is the service that the faults of this family act on.
const Balancer = "nginx"

// OnlyBalancer says that a fault of the balancer can't be on another service.
func OnlyBalancer(on string) []Problem {
	if on == "" || on == Balancer {
		return nil
	}
	return []Problem{{ParamOn, fmt.Sprintf("%q is not the balancer", on), "on: " + Balancer}}
}

var replicaName = regexp.MustCompile(`^shop-[1-9][0-9]*$`)

// IsReplica says that a service is a replica of the app.
func IsReplica(service string) bool { return replicaName.MatchString(service) }

// OnlyReplica demands that a target is a replica of the app.
func OnlyReplica(service string) []Problem {
	if service == "" || IsReplica(service) {
		return nil
	}
	return []Problem{{ParamOn, fmt.Sprintf("%q is not a replica of the app", service), "such as shop-1"}}
}
