package doctor

import (
	"fmt"

	"firedrill/internal/engine"
)

// Minimum resources of a lab with four services, apart from its load.
const (
	leastCPUs   = 2
	leastMemory = 1 << 30 // bytes
)

// judge checks the resources that an engine reports.
func judge(i engine.Info, at string) Findings {
	return Findings{judgeSystem(i, at), judgeCPUs(i.CPUs), judgeMemory(i.Memory),
		{Name: "kernel", OK: true, Saw: fmt.Sprintf("%s, cgroup v%s, storage %s", i.Kernel, i.Cgroup, i.Storage)}}
}

func judgeSystem(i engine.Info, at string) Finding {
	mode := "rootful"
	if i.Rootless {
		mode = "rootless"
	}
	f := Finding{Name: "engine", OK: i.OS == "linux", Saw: fmt.Sprintf("%s, version %s, API %s, %s, %s", i.OS, i.Version, i.API, mode, at)}
	if !f.OK {
		f.Hint = "switch the engine to Linux containers"
	}
	return f
}

func judgeCPUs(n int) Finding {
	f := Finding{Name: "cpus", OK: n >= leastCPUs, Saw: fmt.Sprint(n)}
	if !f.OK {
		f.Hint = "with one processor the load can't be held above some 100 requests a second: drills may be invalid"
	}
	return f
}

func judgeMemory(bytes int64) Finding {
	f := Finding{Name: "memory", OK: bytes >= leastMemory, Saw: fmt.Sprintf("%.1f GiB", float64(bytes)/(1<<30))}
	if !f.OK {
		f.Hint = "a lab needs 1 GiB"
	}
	return f
}
