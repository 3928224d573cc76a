package load

import (
	"sync"
	"time"

	"firedrill/internal/record"
)

// watcher is told of each arrival whose user loses patience, once: when it has failed, or was not answered in time.
type watcher struct {
	patience time.Duration
	lost     func(job)
}

// watch begins to look at an arrival; what it returns is to be called with how it went.
func (d *Driver) watch(j job) (answered func(record.Sample)) {
	w := d.watcher.Load()
	if w == nil {
		return unwatched
	}
	var once sync.Once
	lost := func() { once.Do(func() { w.lost(j) }) }
	timer := time.AfterFunc(w.patience, lost)
	return func(s record.Sample) {
		timer.Stop()
		if s.Class != "" {
			lost()
		}
	}
}

func unwatched(record.Sample) {}
