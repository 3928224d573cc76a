package runner

import (
	"fmt"
	"path/filepath"
	"time"

	"firedrill/internal/drill"
	"firedrill/internal/live"
	"firedrill/internal/record"
)

// UsersSocket is where "firedrill users" asks what the users of a lab see.
func UsersSocket(home drill.Home, instance string) string {
	return filepath.Join(home.Users(), instance+".sock")
}

// serveUsers lets "firedrill users" look at a drill's load for as long as the drill runs. A drill goes on without it.
func (b *Bench) serveUsers(instance string, sink *drill.Sink) (end func()) {
	users := &live.Users{}
	before := sink.OnBatch
	sink.OnBatch = func(batch []record.Sample) {
		before(batch)
		users.Add(time.Now(), batch)
	}
	shut, err := users.Serve(UsersSocket(b.Home, instance))
	if err != nil {
		b.progress(fmt.Sprintf("\"firedrill users\" can't see this load: %v", err))
		return func() {}
	}
	return func() { _ = shut() } // nothing can be lost by it
}
