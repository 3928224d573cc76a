package drill

import (
	"context"
	"errors"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/scenarios"
)

const (
	// inflictTime bounds how long a shift tries to bring a fault about. Its target may be stopped or away by the responder's hand.
	inflictTime  = 45 * time.Second
	inflictPause = time.Second // between two tries
)

// FaultError says that a fault of a shift could not be brought about, or was not seen to act.
type FaultError struct {
	ID  string
	Err error
}

func (e *FaultError) Error() string { return fmt.Sprintf("fault %q: %v", e.ID, e.Err) }
func (e *FaultError) Unwrap() error { return e.Err }

// ErrClientGone says that the container that makes the load is gone, or can't be reached.
var ErrClientGone = errors.New("client is gone")

// afflict brings one fault of a shift into force when it is due, and takes it back if its time ends before the shift does.
func (d *Drill) afflict(ctx context.Context, rig *chaos.Injector, f scenarios.Fault, from time.Time) error {
	proof, err := d.insist(ctx, rig, f, from)
	if err != nil {
		return err
	}
	if shown := d.Shift.Shown; shown != nil {
		if err := shown(f.ID, proof); err != nil {
			return &FaultError{f.ID, err}
		}
	}
	return d.release(ctx, rig, f, from)
}

// insist tries to bring a fault about until its target can take it.
func (d *Drill) insist(ctx context.Context, rig *chaos.Injector, f scenarios.Fault, from time.Time) (chaos.Proof, error) {
	until := from.Add(f.At + inflictTime)
	for {
		proof, err := bring(ctx, rig, f, from)
		if err == nil || ctx.Err() != nil {
			return proof, err
		}
		rig.Revert(ctx, f.ID) // an injection that failed may be there by half
		if hopeless(err) || time.Now().Add(inflictPause).After(until) {
			return proof, &FaultError{f.ID, err}
		}
		if err := Wait(ctx, inflictPause); err != nil {
			return proof, err
		}
	}
}

// hopeless says that trying again changes nothing.
func hopeless(err error) bool {
	if _, ok := errors.AsType[*chaos.UnmetError](err); ok {
		return true
	}
	_, ok := errors.AsType[*chaos.ProblemsError](err)
	return ok
}

// endFaults takes the faults back when the load has ended. A shift's lab is removed with them, and its responder may have left it in
// any state, so what is not seen to be gone there is no error.
func (d *Drill) endFaults(ctx context.Context, rig *chaos.Injector) (err error) {
	for _, o := range rig.RevertAll(ctx) {
		if d.Shift == nil && !o.Clean() {
			err = errors.Join(err, d.notGone(o))
		}
	}
	return err
}

// broke tells a shift why it ended early, while its lab still stands.
func (d *Drill) broke(ctx context.Context, err error) {
	if d.Shift != nil && d.Shift.Broke != nil && err != nil {
		d.Shift.Broke(context.WithoutCancel(ctx), err)
	}
}
