package chaos

import (
	"context"
	"fmt"
	"strings"
	"time"

	"firedrill/internal/record"
)

var containerKillKind = Kind{
	Name:    "container.kill",
	Family:  "container",
	Summary: "send a signal that ends a service's process, and start the container again",
	Manual: "With KILL nothing is flushed and no connection is closed by the process: a crash. The other signals may " +
		"be handled by the process, or ignored if it is the container's first and set up no handler; then the proof " +
		"fails and says so.",
	Acts:    AtEngine,
	Within:  15 * time.Second, // a database replays its log before it serves
	Causes:  causesStop,
	Example: Example{On: "redis", Params: map[string]string{"signal": "KILL"}},
	New:     func() Fault { return &containerKill{} },
}

// containerKill ends a container's process by a signal.
type containerKill struct {
	On     string `param:"on" required:"true" doc:"the service whose process gets the signal"`
	Signal Signal `param:"signal" default:"KILL" enum:"KILL,TERM,INT,QUIT,ABRT,SEGV,BUS,FPE,ILL" doc:"the signal, with or without SIG"`
}

// Signal is a signal's name without SIG, such as "KILL".
type Signal string

// UnmarshalText takes the name in either case, with or without SIG.
func (s *Signal) UnmarshalText(text []byte) error {
	*s = Signal(strings.TrimPrefix(strings.ToUpper(string(text)), "SIG"))
	return nil
}

// signalNumbers are those of Linux, where the container runs, whatever the controller runs on.
var signalNumbers = map[Signal]int{
	"INT": 2, "QUIT": 3, "ILL": 4, "ABRT": 6, "BUS": 7, "FPE": 8, "KILL": 9, "SEGV": 11, "TERM": 15,
}

func (f *containerKill) Validate() []Problem { return nil }

func (f *containerKill) Plan(ctx context.Context, lab Lab) (Undo, error) {
	return planRunning(ctx, lab, f.On)
}

func (f *containerKill) Inject(ctx context.Context, lab Lab, _ Undo) error {
	return lab.Containers().Kill(ctx, f.On, string(f.Signal))
}

func (f *containerKill) Prove(ctx context.Context, lab Lab, _ Undo) Proof {
	return Proof{Mechanism: f.ended(ctx, lab), Effect: feltDown(ctx, lab, f.On, down...)}
}

// ended looks whether the process ended by the signal.
func (f *containerKill) ended(ctx context.Context, lab Lab) record.Check {
	s, err := lab.Containers().State(ctx, f.On)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	c := record.Check{OK: s.Status == statusExited && f.explains(s.ExitCode), Saw: s.String()}
	if s.Status == statusExited && !c.OK {
		c.Saw += fmt.Sprintf(", where %s gives %d", f.Signal, 128+signalNumbers[f.Signal])
	}
	if s.Status == statusRunning {
		c.Saw += ", it outlived " + string(f.Signal)
	}
	return c
}

// explains says whether a process that got the signal may end with that code: the signal's own, or for one that can be
// handled, any that the handler chose.
func (f *containerKill) explains(code int) bool {
	if code == 128+signalNumbers[f.Signal] {
		return true
	}
	return f.Signal != "KILL" && code < 128
}

func (f *containerKill) Revert(ctx context.Context, lab Lab, _ Undo) error {
	return startAgain(ctx, lab, f.On)
}

func (f *containerKill) Gone(ctx context.Context, lab Lab, undo Undo) record.Check {
	return goneWith(ctx, lab, f.On, undo)
}
