package engine

import (
	"context"
	"encoding/json"

	"github.com/docker/docker/api/types/container"
)

// Usage is what a container uses at one moment.
type Usage struct {
	Memory    int64 // bytes in use, without the page cache that can be given back
	Limit     int64 // bytes
	CPU       int64 // nanoseconds used since it started
	Throttled int64 // nanoseconds held back by its limit since it started
	Pids      int64
}

// Usage asks the engine once.
func (e *Engine) Usage(ctx context.Context, id string) (Usage, error) {
	got, err := e.docker.ContainerStatsOneShot(ctx, id)
	if err != nil {
		return Usage{}, plain(err)
	}
	defer got.Body.Close()
	var s container.StatsResponse
	if err := json.NewDecoder(got.Body).Decode(&s); err != nil {
		return Usage{}, err
	}
	return Usage{Memory: workingSet(s.MemoryStats), Limit: int64(s.MemoryStats.Limit), Pids: int64(s.PidsStats.Current),
		CPU: int64(s.CPUStats.CPUUsage.TotalUsage), Throttled: int64(s.CPUStats.ThrottlingData.ThrottledTime)}, nil
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
