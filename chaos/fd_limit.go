package chaos

import (
	"context"
	"fmt"
	"time"

	"firedrill/internal/record"
)

var fdLimitKind = Kind{
	Name:    "fd.limit",
	Family:  "fd",
	Summary: "redeploy a service with too few file descriptors",
	Manual: "A process's limit can't be changed from outside, so a new container takes the service's place that may have only so " +
		"many files open, connections included; the old one is kept aside and put back. The proof logs " +
		"48 users in at once, so that the balancer holds connections to the app, and wants a probe of the app itself to wait in vain then.",
	Acts:    AtEngine,
	Needs:   []Need{NeedRecreate},
	Within:  15 * time.Second,
	Causes:  causesReplace,
	Example: Example{On: "shop-1", Params: map[string]string{"files": "20"}},
	New:     func() Fault { return &fdLimit{} },
}

// fdLimit leaves a process few descriptors.
type fdLimit struct {
	On    string `param:"on" required:"true" doc:"a replica of the app, such as shop-1"`
	Files int    `param:"files" default:"24" min:"16" max:"32" doc:"how many descriptors there may be"`
}

func (f *fdLimit) Validate() []Problem { return onReplica(f.On) }

func (f *fdLimit) Plan(ctx context.Context, lab Lab) (Undo, error) {
	return planRunning(ctx, lab, f.On)
}

func (f *fdLimit) Inject(ctx context.Context, lab Lab, undo Undo) error {
	return remade(ctx, lab, f.On, undo, Make{Files: int64(f.Files)})
}

func (f *fdLimit) Prove(ctx context.Context, lab Lab, undo Undo) Proof {
	var p Proof
	s, err := lab.Containers().State(ctx, f.On)
	if err != nil {
		p.Mechanism.Saw = err.Error()
		return p
	}
	b, err := readBefore(undo)
	if err != nil {
		p.Mechanism.Saw = err.Error()
		return p
	}
	p.Mechanism = record.Check{OK: s.Files == int64(f.Files) && s.ID != b.ID, Saw: fmt.Sprintf("%s, with %d descriptors", s, s.Files)}
	if s.Status != statusRunning && s.ExitCode != 0 {
		p.Effect = record.Check{OK: true, Saw: "the process " + s.String()}
		return p
	}
	p.Effect = f.short(ctx, lab)
	return p
}

// short has the site log users in, for each of whom the balancer opens a connection to the app and keeps it, and then
// looks whether the app has descriptors left for others.
func (f *fdLimit) short(ctx context.Context, lab Lab) record.Check {
	const users = 48
	site, err := siteOf(lab)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	volley(ctx, site, users, oneLogin)
	a := lab.Probe(ctx, f.On)
	// Refused would say that nobody listens yet: whoever has no descriptor left leaves callers waiting.
	return unhurried(ctx, record.Check{OK: a.Class == record.ClassTimeout, Saw: fmt.Sprintf("after %d logins at once, probe %s", users, a)})
}

func (f *fdLimit) Revert(ctx context.Context, lab Lab, undo Undo) error {
	return putBack(ctx, lab, f.On, undo)
}

// Gone demands another limit than the fault's: a container that someone made like the damaged one has it too.
func (f *fdLimit) Gone(ctx context.Context, lab Lab, undo Undo) record.Check {
	b, err := readBefore(undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	s, err := lab.Containers().State(ctx, f.On)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	if s.ID != b.ID && s.Files == int64(f.Files) {
		return record.Check{Saw: fmt.Sprintf("%s in another container, with %d descriptors", s, s.Files)}
	}
	return goneWith(ctx, lab, f.On, undo)
}
