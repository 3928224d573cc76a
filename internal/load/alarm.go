package load

import "time"

// alarm waits for a moment, exactly, and can be called off from another goroutine.
type alarm interface {
	// wait returns true after d, or false as soon as stop was called.
	wait(d time.Duration) bool
	stop()
}

// timerAlarm waits on a timer of the runtime. On Linux an idle process is woken from it up to a millisecond late.
type timerAlarm struct{ off chan struct{} }

func newTimerAlarm() *timerAlarm { return &timerAlarm{off: make(chan struct{})} }

func (a *timerAlarm) wait(d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-a.off:
		return false
	}
}

func (a *timerAlarm) stop() { close(a.off) }
