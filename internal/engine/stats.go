package engine

import (
	"context"
	"encoding/json"
	"time"

	"github.com/docker/docker/api/types/container"
)

// Usage is the resource usage of a container at one moment.
type Usage struct {
	Memory    int64 // bytes in use, without reclaimable page cache
	Limit     int64 // bytes
	CPU       int64 // nanoseconds of CPU time since its start
	Throttled int64 // nanoseconds throttled by its limit since its start
	Pids      int64
	ID        string    // container ID: the counters restart in a new container
	Read      time.Time // engine clock; zero if the container is not running
}

// Usage reads the usage once.
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

// Follow calls tell with a container's usage about once a second, until the context ends, the container is gone, or
// tell returns an error. A single Usage call may take an engine a second, so repeated reads use Follow.
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

// workingSet returns the figure that "docker stats" shows: usage minus inactive file pages, under the field name of
// either cgroup version.
func workingSet(m container.MemoryStats) int64 {
	for _, name := range []string{"total_inactive_file", "inactive_file"} {
		if v, ok := m.Stats[name]; ok && v < m.Usage {
			return int64(m.Usage - v)
		}
	}
	return int64(m.Usage)
}
