package container

import (
	"context"
	"fmt"
	"strings"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/instance"
	"firedrill/internal/record"
)

var killKind = chaos.Kind{
	Name:    "container.kill",
	Family:  "container",
	Summary: "end a service's process by a signal, and start the container again",
	Manual: "With KILL the process flushes nothing and closes no connection: a crash. The process may handle the other " +
		"signals, or ignore them if it is the first in its container and has no handler. Then the proof fails and says so.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortProbes},
	Within:  15 * time.Second, // a database replays its log before it serves
	Causes:  chaos.CausesStop,
	Example: chaos.Example{On: "redis", Params: map[string]string{"signal": "KILL"}},
	New:     func() chaos.Fault { return &kill{} },
}

// kill ends a container's process by a signal.
type kill struct {
	On     string `param:"on" required:"true" doc:"the service whose process gets the signal"`
	Signal Signal `param:"signal" default:"KILL" enum:"KILL,TERM,INT,QUIT,ABRT,SEGV,BUS,FPE,ILL" doc:"the signal, with or without SIG"`
}

// Signal is a signal's name without SIG, such as "KILL".
type Signal string

// UnmarshalText accepts the name in either case, with or without SIG.
func (s *Signal) UnmarshalText(text []byte) error {
	*s = Signal(strings.TrimPrefix(strings.ToUpper(string(text)), "SIG"))
	return nil
}

// signalNumbers are the numbers of Linux, where containers run, whatever the controller runs on.
var signalNumbers = map[Signal]int{
	"INT": 2, "QUIT": 3, "ILL": 4, "ABRT": 6, "BUS": 7, "FPE": 8, "KILL": 9, "SEGV": 11, "TERM": 15,
}

func (f *kill) Validate() []chaos.Problem { return nil }

func (f *kill) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	return instance.Plan(ctx, t, f.On)
}

func (f *kill) Inject(ctx context.Context, t *chaos.Target, _ chaos.Undo) error {
	return t.Containers.Kill(ctx, f.On, string(f.Signal))
}

func (f *kill) Prove(ctx context.Context, t *chaos.Target, _ chaos.Undo) chaos.Proof {
	return chaos.Proof{Mechanism: f.ended(ctx, t), Effect: feltDown(ctx, t, f.On, down...)}
}

// ended checks whether the process ended by the signal.
func (f *kill) ended(ctx context.Context, t *chaos.Target) record.Check {
	s, err := t.Containers.State(ctx, f.On)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	c := record.Check{OK: s.Status == chaos.StatusExited && f.explains(s.ExitCode), Saw: s.String()}
	if s.Status == chaos.StatusExited && !c.OK {
		c.Saw += fmt.Sprintf(", where %s gives %d", f.Signal, 128+signalNumbers[f.Signal])
	}
	if s.Status == chaos.StatusRunning {
		c.Saw += ", it outlived " + string(f.Signal)
	}
	return c
}

// explains reports whether a process may end with that code after the signal: the signal's own code, or any code if a handler
// caught the signal.
func (f *kill) explains(code int) bool {
	if code == 128+signalNumbers[f.Signal] {
		return true
	}
	return f.Signal != "KILL" && code < 128
}

func (f *kill) Revert(ctx context.Context, t *chaos.Target, _ chaos.Undo) error {
	return startAgain(ctx, t, f.On)
}

func (f *kill) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	return instance.Gone(ctx, t, f.On, undo)
}

// Acts checks whether the container is down.
func (f *kill) Acts(ctx context.Context, t *chaos.Target, _ chaos.Undo) (record.Check, error) {
	return instance.Look(ctx, t, f.On, hasExited)
}
