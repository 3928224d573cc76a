package chaos

import (
	"context"
	"fmt"
	"strings"
)

// Need names a capability that a fault requires, such as "engine:pause". A bar after the colon separates alternatives, of which one
// is enough: "kernel:netem|nfqueue".
type Need string

// Capabilities that kinds name. Whether an engine, kernel or lab has one is found by trying, never by its name or version.
const (
	NeedPause    Need = "engine:pause"    // containers can be frozen
	NeedExec     Need = "engine:exec"     // a program can be run in a container beside its own
	NeedRecreate Need = "engine:recreate" // a container can be made again under its name, alias and address

	NeedPackets Need = "kernel:netem|nfqueue" // packets can be held and looked at one by one
	NeedRules   Need = "kernel:nftables"      // packets can be counted, dropped and rejected by rules
	NeedDestroy Need = "kernel:sock-destroy"  // connections that stand can be ended
	NeedNAT     Need = "kernel:nat"           // lookups can be led elsewhere

	NeedReplicas  Need = "lab:replicas"   // the lab has two replicas of the app, or more
	NeedDBReplica Need = "lab:db-replica" // the lab's database has a replica
)

// forLabs has, for each need of a lab, how to configure it.
var forLabs = map[Need]string{
	NeedDisk:      `say "services: {postgres: {disk: 192MiB}}" of the lab in labs.yaml, and bring it up anew`,
	NeedDBReplica: "use the lab ha, or name the service postgres-replica of the lab in labs.yaml, and bring it up anew",
	NeedReplicas:  `say "services: {shop: {replicas: 2}}" of the lab in labs.yaml, and bring it up anew`,
}

// Alternatives lists the capabilities, of which one meets the need.
func (n Need) Alternatives() []string {
	domain, names, ok := strings.Cut(string(n), ":")
	if !ok {
		return []string{string(n)}
	}
	all := strings.Split(names, "|")
	for i, name := range all {
		all[i] = domain + ":" + name
	}
	return all
}

// Prober finds out which capabilities exist.
type Prober interface {
	// Has reports whether the capability exists, and why not. One that could not be tested counts as missing.
	Has(ctx context.Context, name string) (ok bool, why string)
}

// Unmet is a need that is not met, and why.
type Unmet struct {
	Need Need
	Why  string
}

// UnmetError reports that a kind cannot be used here.
type UnmetError struct {
	Kind  string
	Unmet []Unmet
}

func (e *UnmetError) Error() string {
	parts := make([]string, len(e.Unmet))
	for i, u := range e.Unmet {
		parts[i] = fmt.Sprintf("%s: %s", u.Need, u.Why)
	}
	return fmt.Sprintf("%q can't be used here: %s", e.Kind, strings.Join(parts, "; "))
}

// Hint returns what to do next.
func (e *UnmetError) Hint() string {
	for _, u := range e.Unmet {
		if hint := forLabs[u.Need]; hint != "" {
			return hint
		}
	}
	return "firedrill faults says what this engine can do, and why not the rest"
}

// Missing returns the unmet needs of a kind, each with the reasons for all its alternatives.
func Missing(ctx context.Context, p Prober, k Kind) []Unmet {
	var unmet []Unmet
	for _, n := range k.Needs {
		if why, ok := meets(ctx, p, n); !ok {
			unmet = append(unmet, Unmet{n, why})
		}
	}
	return unmet
}

// meets tries the alternatives of a need in turn.
func meets(ctx context.Context, p Prober, n Need) (why string, ok bool) {
	var reasons []string
	alternatives := n.Alternatives()
	for _, name := range alternatives {
		ok, why := p.Has(ctx, name)
		if ok {
			return "", true
		}
		if why == "" {
			why = "not there"
		}
		if len(alternatives) > 1 {
			why = name + ": " + why
		}
		reasons = append(reasons, why)
	}
	return strings.Join(reasons, ", "), false
}
