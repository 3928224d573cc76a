package chaos

import (
	"context"
	"time"

	"firedrill/internal/record"
)

var containerStopKind = Kind{
	Name:    "container.stop",
	Family:  "container",
	Summary: "stop a service's container in an orderly way, and start it again",
	Manual: "The process is asked to end, and killed when the grace is over. Its address and name go away with it, " +
		"so that users see refused connections, unknown names or timeouts, depending on what they held open.",
	Acts:    AtEngine,
	Within:  15 * time.Second, // a database recovers before it serves
	Causes:  causesStop,
	Example: Example{On: "postgres", Params: map[string]string{"grace": "500ms"}},
	New:     func() Fault { return &containerStop{} },
}

// containerStop ends a container's process in an orderly way.
type containerStop struct {
	On    string        `param:"on" required:"true" doc:"the service whose container is stopped"`
	Grace time.Duration `param:"grace" default:"1s" min:"0s" max:"30s" doc:"how long the process may take to end by itself before it is killed"`
}

func (f *containerStop) Validate() []Problem { return nil }

func (f *containerStop) Plan(ctx context.Context, lab Lab) (Undo, error) {
	return planRunning(ctx, lab, f.On)
}

func (f *containerStop) Inject(ctx context.Context, lab Lab, _ Undo) error {
	return lab.Containers().Stop(ctx, f.On, f.Grace)
}

func (f *containerStop) Prove(ctx context.Context, lab Lab, _ Undo) Proof {
	return Proof{Mechanism: isExited(ctx, lab, f.On), Effect: feltDown(ctx, lab, f.On, down...)}
}

// down lists the classes of error by which an ended process may show: which one depends on whether its name and its
// address still lead anywhere, and on whether a proxy answers in its place.
var down = []string{record.ClassRefused, record.ClassReset, record.ClassDNS, record.ClassTimeout, record.ClassHTTP5Nginx}

func isExited(ctx context.Context, lab Lab, service string) record.Check {
	s, err := lab.Containers().State(ctx, service)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	return record.Check{OK: s.Status == statusExited, Saw: s.String()}
}

func (f *containerStop) Revert(ctx context.Context, lab Lab, _ Undo) error {
	return startAgain(ctx, lab, f.On)
}

func (f *containerStop) Gone(ctx context.Context, lab Lab, undo Undo) record.Check {
	return goneWith(ctx, lab, f.On, undo)
}
