package chaos

import (
	"context"
	"fmt"
	"strings"
	"time"

	"firedrill/internal/record"
)

// Target is what a fault acts on: the ports of one lab. A nil port means that the lab does not support it. The injector refuses
// a kind that uses a nil port before it touches anything.
type Target struct {
	Probes     // probes of the services, over the path that their users take
	Containers Containers
	Net        Net     // packets and lookups of a service
	SQL        SQL     // the database
	Redis      Redis   // the cache
	Config     Config  // configuration files in the containers
	HTTP       HTTP    // visits to the site
	Traffic    Traffic // load beside that of the users
	Stress     Stress  // programs of ours in the containers
	Limits     Limiter // limits and usage of the containers

	Changed func(what string) // notes a change that is not made through the containers in the lab's change log; may be nil
}

// Probes checks services from inside the lab.
type Probes interface {
	// Probe checks a service over the path that its users take.
	Probe(ctx context.Context, service string) Answer
	// Settings asks a replica of the app for the variables that it runs with.
	Settings(ctx context.Context, service string) (map[string]string, error)
}

// Answer is the result of a probe.
type Answer struct {
	OK     bool
	Class  string // an error class of package record
	Detail string
	Took   time.Duration
}

// String describes the result of a probe for a report.
func (a Answer) String() string {
	result := "ok"
	if !a.OK {
		result = strings.TrimSpace("failed: " + a.Class)
	}
	text := fmt.Sprintf("%s after %s", result, a.Took.Round(100*time.Microsecond))
	if a.Detail != "" && !a.OK {
		text += " (" + a.Detail + ")"
	}
	return text
}

// Port names a port of a target.
type Port string

// The ports that kinds use.
const (
	PortProbes     Port = "probes"
	PortContainers Port = "containers"
	PortNet        Port = "net"
	PortSQL        Port = "sql"
	PortRedis      Port = "redis"
	PortConfig     Port = "config"
	PortHTTP       Port = "http"
	PortTraffic    Port = "traffic"
	PortStress     Port = "stress"
	PortLimits     Port = "limits"
)

// unsupported has, for each port, what a target without it does not support.
var unsupported = map[Port]string{
	PortProbes:     "the lab's services can't be probed",
	PortContainers: "the lab's containers can't be stopped, started or replaced",
	PortNet:        "the lab's packets and lookups can't be reached from inside",
	PortSQL:        "the lab has no database that can be reached from inside",
	PortRedis:      "the lab has no Redis that can be reached from inside",
	PortConfig:     "the files of the lab's containers can't be changed",
	PortHTTP:       "the lab's site can't be visited",
	PortTraffic:    "no traffic can be sent to the lab's site",
	PortStress:     "no program can be run in the lab's containers",
	PortLimits:     "the limits of the lab's containers can't be changed",
}

// has reports whether a target has a port.
func (t *Target) has(p Port) bool {
	switch p {
	case PortProbes:
		return t.Probes != nil
	case PortContainers:
		return t.Containers != nil
	case PortNet:
		return t.Net != nil
	case PortSQL:
		return t.SQL != nil
	case PortRedis:
		return t.Redis != nil
	case PortConfig:
		return t.Config != nil
	case PortHTTP:
		return t.HTTP != nil
	case PortTraffic:
		return t.Traffic != nil
	case PortStress:
		return t.Stress != nil
	case PortLimits:
		return t.Limits != nil
	}
	return false
}

// lacks lists the ports of a kind that the target does not have, each with the reason.
func (t *Target) lacks(k Kind) []Unmet {
	var unmet []Unmet
	for _, p := range k.Ports {
		if t == nil || !t.has(p) {
			unmet = append(unmet, Unmet{Need("target:" + p), unsupported[p]})
		}
	}
	return unmet
}

// NoteChange adds an entry to the change log of the lab, if it has one.
func (t *Target) NoteChange(what string) {
	if t.Changed != nil && what != "" {
		t.Changed(what)
	}
}

// Running returns the state of a service's container, and an error if it does not run.
func (t *Target) Running(ctx context.Context, service string) (State, error) {
	s, err := t.Containers.State(ctx, service)
	switch {
	case err != nil:
		return s, err
	case s.Status == StatusMissing:
		return s, fmt.Errorf("the lab has no container %q", service)
	case s.Status != StatusRunning:
		return s, fmt.Errorf("container %q is %s, not running", service, s.Status)
	}
	return s, nil
}

// AlsoServed adds a probe of the users' path to what was seen so far.
func (t *Target) AlsoServed(ctx context.Context, service, saw string) record.Check {
	a := t.Probe(ctx, service)
	return record.Check{OK: a.OK, Saw: saw + ", probe " + a.String()}
}
