package drill

import (
	"context"
	"strings"
	"time"

	"firedrill/internal/record"
)

const (
	// A baseline that is not calm is extended until giveUp after the load's start. The extension takes at least
	// shortestExtension and at most longestExtension.
	longestExtension, shortestExtension = 30 * time.Second, 10 * time.Second
	giveUp                              = 38 * time.Second
	// answerTime is how long to wait for the last responses after a baseline.
	answerTime = 300 * time.Millisecond
	// lookEvery is the interval between two checks of an extended baseline.
	lookEvery = 500 * time.Millisecond
	// longestLook bounds a repeated baseline: the baseline of a round may last minutes.
	longestLook = 12 * time.Second
	// consumersTime bounds the listing of programs that use the processors.
	consumersTime = 5 * time.Second
)

// settle waits until the baseline from from to end can be used, and returns its end. A baseline that is not calm is
// measured again. If it cannot be used within the extension, the drill ends with an InvalidError: no fault is
// injected into a lab in an unknown state.
func (d *Drill) settle(ctx context.Context, t *teller, from, end time.Time) (time.Time, error) {
	b := baseline{from: from.Sub(t.began), end: end.Sub(t.began), rate: d.Scenario.Load.Rate}
	if err := sleepUntil(ctx, end.Add(answerTime)); err != nil {
		return end, err
	}
	if b.asPlanned(&d.calm, time.Since(t.began)) {
		return end, nil
	}
	t.note("the baseline is extended: %s", b.now(&d.calm, time.Since(t.began)).problem().Why)
	for {
		now := time.Since(t.began)
		if start, ok := b.anew(&d.calm, now); ok {
			t.event(record.Event{Phase: &record.Phase{Name: record.PhaseBaseline, Seconds: (now - start).Seconds(), From: start.Microseconds()}})
			t.note("the baseline has been calm for %.0f s", (now - start).Seconds())
			return t.began.Add(now), nil
		}
		if b.hopeless(&d.calm, now) {
			return end, d.unfit(ctx, b.now(&d.calm, now).problem())
		}
		if err := Wait(ctx, lookEvery); err != nil {
			return end, err
		}
	}
}

// unfit adds the programs that use the processors to the error of a busy machine.
func (d *Drill) unfit(ctx context.Context, why *InvalidError) *InvalidError {
	if why.Code != record.CodeMachineBusy || d.Consumers == nil {
		return why
	}
	ctx, cancel := context.WithTimeout(ctx, consumersTime)
	defer cancel()
	if all := d.Consumers(ctx); len(all) > 0 {
		why.Why += "; most processor time goes to " + strings.Join(all, ", ")
	}
	return why
}

// baseline is a baseline that is checked for calm. Times are since the load's start.
type baseline struct {
	from, end time.Duration
	rate      float64
}

// look returns the length of a repeated baseline in whole seconds.
func (b baseline) look() int {
	return int(max(time.Second, min(b.end-b.from, longestLook)) / time.Second)
}

// asPlanned reports that the baseline can be used as planned.
func (b baseline) asPlanned(c *calm, now time.Duration) bool {
	return c.window(int(b.from/time.Second), int(now/time.Second)+1).calm()
}

// settled returns the first second whose responses may still be pending.
func settled(now time.Duration) int { return int((now - answerTime) / time.Second) }

// now returns the window that ends now.
func (b baseline) now(c *calm, now time.Duration) calmWindow {
	return c.window(max(0, settled(now)-b.look()), settled(now))
}

// anew returns the start of a repeated baseline that ends now, and whether it is calm.
func (b baseline) anew(c *calm, now time.Duration) (start time.Duration, ok bool) {
	first := settled(now) - b.look()
	if first < 0 || time.Duration(first)*time.Second <= b.from {
		return 0, false
	}
	return time.Duration(first) * time.Second, c.window(first, int(now/time.Second)+1).calm()
}

// lastEnd returns the latest end of the extended baseline.
func (b baseline) lastEnd() time.Duration {
	return b.end + max(shortestExtension, min(longestExtension, giveUp-b.end))
}

// hopeless reports that no stretch can become calm within the extension, even if nothing else goes wrong.
func (b baseline) hopeless(c *calm, now time.Duration) bool {
	last, complete := int(b.lastEnd()/time.Second), settled(now)
	for end := max(complete, int(b.end/time.Second)); end <= last; end++ {
		w := c.window(end-b.look(), min(end, complete))
		w.scheduled = max(w.scheduled, int(b.rate*float64(b.look())))
		w.measured = max(w.measured, b.look())
		if end > complete && w.calm() {
			return false
		}
	}
	return true
}
