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
	// inflictTime bounds the attempts to inject a fault of a shift. The responder may have stopped or removed the
	// target.
	inflictTime  = 45 * time.Second
	inflictPause = time.Second // between two attempts
)

// FaultError reports that a fault of a shift could not be injected, or that its effect was not seen.
type FaultError struct {
	ID  string
	Err error
}

func (e *FaultError) Error() string { return fmt.Sprintf("fault %q: %v", e.ID, e.Err) }
func (e *FaultError) Unwrap() error { return e.Err }

// ErrClientGone reports that the container that generates the load is gone or cannot be reached.
var ErrClientGone = errors.New("client is gone")

// afflict injects one fault of a shift when it is due, and reverts it if its time ends before the shift does.
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

// insist retries an injection until the target accepts it.
func (d *Drill) insist(ctx context.Context, rig *chaos.Injector, f scenarios.Fault, from time.Time) (chaos.Proof, error) {
	until := from.Add(f.At + inflictTime)
	for {
		proof, err := bring(ctx, rig, f, from)
		if err == nil || ctx.Err() != nil {
			return proof, err
		}
		rig.Revert(ctx, f.ID) // a failed injection may be half done
		if hopeless(err) || time.Now().Add(inflictPause).After(until) {
			return proof, &FaultError{f.ID, err}
		}
		if err := Wait(ctx, inflictPause); err != nil {
			return proof, err
		}
	}
}

// hopeless reports that a retry changes nothing.
func hopeless(err error) bool {
	if _, ok := errors.AsType[*chaos.UnmetError](err); ok {
		return true
	}
	_, ok := errors.AsType[*chaos.ProblemsError](err)
	return ok
}

// endFaults reverts the faults after the load has ended. A shift's lab is removed afterwards, and its responder may
// have left it in any state, so a fault that is not confirmed gone is no error there.
func (d *Drill) endFaults(ctx context.Context, rig *chaos.Injector) (err error) {
	for _, o := range rig.RevertAll(ctx) {
		if d.Shift == nil && !o.Clean() {
			err = errors.Join(err, d.notGone(o))
		}
	}
	return err
}

// broke reports to a shift why it ended early, while its lab still exists.
func (d *Drill) broke(ctx context.Context, err error) {
	if d.Shift != nil && d.Shift.Broke != nil && err != nil {
		d.Shift.Broke(context.WithoutCancel(ctx), err)
	}
}
