package engine

import (
	"context"
	"slices"
	"strings"

	"github.com/docker/docker/api/types/system"
)

// Info describes an engine and its host.
type Info struct {
	Version  string `json:"version"`
	API      string `json:"api"`
	OS       string `json:"os"`
	Arch     string `json:"arch"`
	Kernel   string `json:"kernel"`
	Cgroup   string `json:"cgroup"` // 1 or 2
	Rootless bool   `json:"rootless"`
	CPUs     int    `json:"cpus"`
	Memory   int64  `json:"memory"` // bytes
	Name     string `json:"name"`   // host name
	Storage  string `json:"storage"`
}

// Info asks the engine for its description.
func (e *Engine) Info(ctx context.Context) (Info, error) {
	var got system.Info
	err := e.again(ctx, call{what: "ask the engine for its version", do: func(ctx context.Context) (err error) {
		got, err = e.docker.Info(ctx)
		return err
	}})
	if err != nil {
		return Info{}, err
	}
	return Info{Version: got.ServerVersion, API: e.docker.ClientVersion(), OS: got.OSType, Arch: goArch(got.Architecture),
		Kernel: got.KernelVersion, Cgroup: got.CgroupVersion, CPUs: got.NCPU, Memory: got.MemTotal, Name: got.Name,
		Storage:  got.Driver,
		Rootless: slices.ContainsFunc(got.SecurityOptions, func(o string) bool { return strings.Contains(o, "rootless") })}, nil
}

// goArch translates a kernel's architecture name to Go's, which images use too.
func goArch(kernel string) string {
	switch kernel {
	case "x86_64":
		return "amd64"
	case "aarch64":
		return "arm64"
	}
	return kernel
}
