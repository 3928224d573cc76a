package chaos

import (
	"context"
	"fmt"
	"strings"
)

// Need names a capability that a fault can't do without, such as "engine:pause". A bar after the colon separates
// alternatives, of which one is enough: "kernel:netem|nfqueue".
type Need string

// Capabilities that kinds name. Which an engine, kernel or lab has is found by trying, never by its name or version.
const (
	NeedPause    Need = "engine:pause"    // containers can be frozen
	NeedExec     Need = "engine:exec"     // a program can be run in a container beside its own
	NeedRecreate Need = "engine:recreate" // a container can be made again under its name, alias and address

	NeedPackets Need = "kernel:netem|nfqueue" // packets can be held and looked at one by one
	NeedRules   Need = "kernel:nftables"      // packets can be counted, dropped and rejected by rules
	NeedDestroy Need = "kernel:sock-destroy"  // connections that stand can be ended
	NeedNAT     Need = "kernel:nat"           // lookups can be led elsewhere

	NeedReplicas  Need = "lab:replicas"   // the lab has two replicas of the app
	NeedDBReplica Need = "lab:db-replica" // the lab's database has a replica
)

// forLabs says how a lab gets what a fault needs of it.
var forLabs = map[Need]string{
	NeedDisk:      `say "services: {postgres: {disk: 192MiB}}" of the lab in labs.yaml, and bring it up anew`,
	NeedDBReplica: "use the lab ha, or name the service postgres-replica of the lab in labs.yaml, and bring it up anew",
	NeedReplicas:  `say "services: {shop: {replicas: 2}}" of the lab in labs.yaml, and bring it up anew`,
}

// Alternatives lists the capabilities of which one meets the need.
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

// Prober finds out which capabilities there are.
type Prober interface {
	// Has says whether the capability is there, and why not. What could not be found out is not there.
	Has(ctx context.Context, name string) (ok bool, why string)
}

// Unmet is a need that is not met, and why.
type Unmet struct {
	Need Need
	Why  string
}

// UnmetError says that a kind can't be used here.
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

// Hint says what to do about it.
func (e *UnmetError) Hint() string {
	for _, u := range e.Unmet {
		if hint := forLabs[u.Need]; hint != "" {
			return hint
		}
	}
	return "firedrill faults says what this engine can do, and why not the rest"
}

// Missing returns the needs of a kind that are not met, each with the reasons of all its alternatives.
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
