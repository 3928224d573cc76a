package engine

import (
	"context"
	"encoding/json"
	"time"

	"github.com/docker/docker/api/types/container"
)

// Usage is what a container uses at one moment.
type Usage struct {
	Memory    int64 // bytes in use, without the page cache that can be given back
	Limit     int64 // bytes
	CPU       int64 // nanoseconds used since it started
	Throttled int64 // nanoseconds held back by its limit since it started
	Pids      int64
	ID        string    // of the container: its counters begin anew in another one
	Read      time.Time // by the engine's clock; zero where the container does not run
}

// Usage asks the engine once.
func (e *Engine) Usage(ctx context.Context, id string) (Usage, error) {
	got, err := e.stats(ctx, id, func(ctx context.Context) (container.StatsResponseReader, error) {
		return e.docker.ContainerStatsOneShot(ctx, id)
	})
	if err != nil {
		return Usage{}, err
	}
	defer got.Body.Close()
	var s container.StatsResponse
	if err := json.NewDecoder(got.Body).Decode(&s); err != nil {
		return Usage{}, err
	}
	return usageOf(s), nil
}

// Follow tells what a container uses, about once a second, until the context ends, the container is gone, or tell
// returns an error. An engine may take a second for each single question, which is why whoever asks again and again
// follows.
func (e *Engine) Follow(ctx context.Context, id string, tell func(Usage) error) error {
	got, err := e.stats(ctx, id, func(ctx context.Context) (container.StatsResponseReader, error) {
		return e.docker.ContainerStats(ctx, id, true)
	})
	if err != nil {
		return err
	}
	defer got.Body.Close()
	d := json.NewDecoder(got.Body)
	for {
		var s container.StatsResponse
		if err := d.Decode(&s); err != nil {
			return err
		}
		if err := tell(usageOf(s)); err != nil {
			return err
		}
	}
}

func (e *Engine) stats(ctx context.Context, id string, open func(context.Context) (container.StatsResponseReader, error)) (got container.StatsResponseReader, err error) {
	err = e.again(ctx, call{what: about("measure", id), do: func(ctx context.Context) (err error) {
		got, err = open(ctx)
		return err
	}})
	return got, err
}

func usageOf(s container.StatsResponse) Usage {
	return Usage{ID: s.ID, Read: s.Read, Memory: workingSet(s.MemoryStats), Limit: int64(s.MemoryStats.Limit), Pids: int64(s.PidsStats.Current),
		CPU: int64(s.CPUStats.CPUUsage.TotalUsage), Throttled: int64(s.CPUStats.ThrottlingData.ThrottledTime)}
}

// workingSet is the figure that "docker stats" shows: usage less inactive file pages, under either cgroup's name.
func workingSet(m container.MemoryStats) int64 {
	for _, name := range []string{"total_inactive_file", "inactive_file"} {
		if v, ok := m.Stats[name]; ok && v < m.Usage {
			return int64(m.Usage - v)
		}
	}
	return int64(m.Usage)
}
