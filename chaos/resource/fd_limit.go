package resource

import (
	"context"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/instance"
	"firedrill/chaos/visit"
	"firedrill/internal/record"
)

var fdLimitKind = chaos.Kind{
	Name:    "fd.limit",
	Family:  "fd",
	Summary: "redeploy a service with too few file descriptors",
	Manual: "The limit of a process cannot be changed from outside. So a new container replaces the service's container that " +
		"may have only that many open files, including connections; the old one is set aside and restored. The proof logs " +
		"48 users in at once, so that the balancer keeps connections to the app, and then a probe of the app itself must " +
		"time out.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortHTTP, chaos.PortProbes},
	Needs:   []chaos.Need{chaos.NeedRecreate},
	Within:  15 * time.Second,
	Causes:  chaos.CausesReplace,
	Example: chaos.Example{On: "shop-1", Params: map[string]string{"files": "20"}},
	New:     func() chaos.Fault { return &fdLimit{} },
}

// fdLimit leaves a process few file descriptors.
type fdLimit struct {
	On    string `param:"on" required:"true" doc:"a replica of the app, such as shop-1"`
	Files int    `param:"files" default:"24" min:"16" max:"32" doc:"the limit of descriptors"`
}

func (f *fdLimit) Validate() []chaos.Problem { return chaos.OnlyReplica(f.On) }

func (f *fdLimit) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	return instance.Plan(ctx, t, f.On)
}

func (f *fdLimit) Inject(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	return instance.Replace(ctx, t, f.On, undo, chaos.Replacement{Files: int64(f.Files)})
}

func (f *fdLimit) Prove(ctx context.Context, t *chaos.Target, undo chaos.Undo) chaos.Proof {
	var p chaos.Proof
	s, err := t.Containers.State(ctx, f.On)
	if err != nil {
		p.Mechanism.Saw = err.Error()
		return p
	}
	b, err := instance.Read(undo)
	if err != nil {
		p.Mechanism.Saw = err.Error()
		return p
	}
	p.Mechanism = record.Check{OK: s.Files == int64(f.Files) && s.ID != b.ID, Saw: fmt.Sprintf("%s, with %d descriptors", s, s.Files)}
	if s.Status != chaos.StatusRunning && s.ExitCode != 0 {
		p.Effect = record.Check{OK: true, Saw: "the process " + s.String()}
		return p
	}
	p.Effect = f.short(ctx, t)
	return p
}

// short logs users in through the site, for each of whom the balancer opens a connection to the app and keeps it. Then it checks
// whether the app has descriptors left.
func (f *fdLimit) short(ctx context.Context, t *chaos.Target) record.Check {
	const users = 48
	visit.Volley(ctx, t.HTTP, users, visit.Login)
	a := t.Probe(ctx, f.On)
	// "Refused" would mean that nothing listens yet: a process without descriptors leaves callers waiting.
	return visit.Unhurried(ctx, record.Check{OK: a.Class == record.ClassTimeout, Saw: fmt.Sprintf("after %d logins at once, probe %s", users, a)})
}

func (f *fdLimit) Revert(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	return instance.Restore(ctx, t, f.On, undo)
}

// Gone requires another limit than the fault's: a copy of the damaged container has the same limit.
func (f *fdLimit) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	b, err := instance.Read(undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	s, err := t.Containers.State(ctx, f.On)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	if s.ID != b.ID && s.Files == int64(f.Files) {
		return record.Check{Saw: fmt.Sprintf("%s in another container, with %d descriptors", s, s.Files)}
	}
	return instance.Gone(ctx, t, f.On, undo)
}

// Acts checks whether the container with few descriptors is in the service's place.
func (f *fdLimit) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	return instance.Replaced(ctx, t, f.On, undo)
}

func (f *fdLimit) Claims() []chaos.Claim { return chaos.Exclusive("%s", chaos.ContainerOf(f.On)) }
