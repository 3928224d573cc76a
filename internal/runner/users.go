package runner

import (
	"fmt"
	"time"

	"firedrill/internal/drill"
	"firedrill/internal/live"
	"firedrill/internal/record"
)

// serveUsers lets "firedrill users" look at a drill's load for as long as the drill runs. A drill goes on without it.
func (b *Bench) serveUsers(instance string, sink *drill.Sink) (end func()) {
	users := &live.Users{}
	before := sink.OnBatch
	sink.OnBatch = func(batch []record.Sample) {
		before(batch)
		users.Add(time.Now(), batch)
	}
	shut, err := users.Serve(live.Socket(b.Home.Users(), instance))
	if err != nil {
		b.Progress(fmt.Sprintf("\"firedrill users\" can't see this load: %v", err))
		return func() {}
	}
	return func() { _ = shut() } // nothing can be lost by it
}
