package resource

import (
	"context"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
)

var pidsLimitKind = chaos.Kind{
	Name:    "pids.limit",
	Family:  "pids",
	Summary: "leave a service no room for new processes and threads",
	Manual: "The limit is set that much above the current number of processes and threads. A database with one process for " +
		"each connection refuses new connections, while open ones continue; a Go program crashes if it cannot create a " +
		"thread. The proof needs a failed probe, or a container that is at its limit.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortLimits, chaos.PortProbes},
	Needs:   []chaos.Need{chaos.NeedUpdate},
	Within:  15 * time.Second,
	Causes:  chaos.CausesDeath,
	Example: chaos.Example{On: "postgres"},
	New:     func() chaos.Fault { return limited{&pidsLimit{}} },
}

// pidsLimit lowers the limit of processes and threads.
type pidsLimit struct {
	On    string `param:"on" required:"true" doc:"the service that cannot create processes"`
	Spare int    `param:"spare" default:"0" min:"0" max:"8" doc:"how many more it may create"`
}

func (f *pidsLimit) Validate() []chaos.Problem { return nil }

func (f *pidsLimit) service() string { return f.On }

func (f *pidsLimit) lower(_ chaos.Limits, use chaos.Use) (chaos.Limits, error) {
	if use.Pids == 0 {
		return chaos.Limits{}, fmt.Errorf("the engine does not tell how many processes %q has", f.On)
	}
	return chaos.Limits{Pids: use.Pids + int64(f.Spare)}, nil
}

// effect checks whether users are affected, or the next process would fail.
func (f *pidsLimit) effect(ctx context.Context, t *chaos.Target, to chaos.Limits) record.Check {
	a := t.Probe(ctx, f.On)
	use, err := t.Limits.Use(ctx, f.On)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	return record.Check{OK: !a.OK || use.Pids >= to.Pids, Saw: fmt.Sprintf("probe %s, %d processes of %d", a, use.Pids, to.Pids)}
}

func (f *pidsLimit) Claims() []chaos.Claim { return chaos.Exclusive("the process limit of %q", f.On) }
