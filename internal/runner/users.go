package runner

import (
	"fmt"
	"time"

	"firedrill/internal/drill"
	"firedrill/internal/live"
	"firedrill/internal/record"
)

// serveUsers serves "firedrill users" while a drill runs. If that fails, the drill continues without it.
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
	return func() { _ = shut() } // a failed close loses nothing
}
