package drill

import (
	"context"
	"testing"
)

func TestMeanwhile_EndWaitsForIt(t *testing.T) {
	began, ended := make(chan struct{}), false
	d := &Drill{Shift: &Shift{Meanwhile: func(ctx context.Context) {
		close(began)
		<-ctx.Done()
		ended = true
	}}}
	end := d.meanwhile(t.Context())
	<-began
	if end(); !ended {
		t.Error("it is still running")
	}
	(&Drill{}).meanwhile(t.Context())() // nothing runs, so nothing is waited for
}
