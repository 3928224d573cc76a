package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"firedrill/chaos"
	"firedrill/internal/engine"
	"firedrill/stack"

	"github.com/spf13/cobra"
)

func (a *app) doctorCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{Use: "doctor", Short: "Check that this machine can run drills", Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd.Context(), asJSON) }}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// finding is one thing that the doctor looked at.
type finding struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Saw  string `json:"saw"`
	Hint string `json:"hint,omitempty"`
}

func (a *app) doctor(ctx context.Context, asJSON bool) error {
	findings, err := a.examine(ctx)
	if asJSON {
		if perr := printJSON(a.stdout, findings); perr != nil {
			return perr
		}
		return err
	}
	for _, f := range findings {
		fmt.Fprintf(a.stdout, "%s  %-8s %s\n", okWord(f.OK), f.Name, f.Saw)
		if f.Hint != "" {
			fmt.Fprintf(a.stdout, "     hint: %s\n", f.Hint)
		}
	}
	return err
}

// Least that a lab of four services needs beside its load.
const (
	leastCPUs   = 2
	leastMemory = 1 << 30 // bytes
)

func (a *app) examine(ctx context.Context) ([]finding, error) {
	b, err := a.openAny(ctx)
	if errors.Is(err, engine.ErrUnavailable) {
		return []finding{{Name: "engine", Saw: err.Error(), Hint: howToGetOne}}, quiet{err}
	}
	if err != nil {
		return nil, err
	}
	defer b.Engine.Close()
	info, err := b.Engine.Info(ctx)
	if err != nil {
		return nil, err
	}
	runs, err := b.Home.Runs()
	if err != nil {
		return nil, err
	}
	left := finding{Name: "left", OK: len(runs) == 0, Saw: "no run is open"}
	if len(runs) > 0 {
		left.Saw, left.Hint = fmt.Sprintf("%d runs are open", len(runs)), "firedrill clean takes back what dead ones have left"
	}
	return append(judge(info, b.Engine), a.packets(ctx, b), left), nil
}

// packets tries the ways to damage packets.
func (a *app) packets(ctx context.Context, b *bench) finding {
	f := finding{Name: "packets"}
	self, err := stack.SupplySelf(ctx, b.Engine, "")
	if err != nil {
		f.Saw = err.Error() // which brings its own hint
		return f
	}
	var saw []string
	for _, name := range chaos.NeedPackets.Alternatives() {
		word := "yes"
		if err := stack.TryKernel(ctx, b.Engine, self.Ref, b.RunID, name); err != nil {
			word = "no, " + err.Error()
		}
		f.OK = f.OK || word == "yes"
		saw = append(saw, strings.TrimPrefix(name, stack.KernelDomain)+": "+word)
	}
	if f.Saw = strings.Join(saw, "; "); !f.OK {
		f.Hint = "faults that need neither can be used: firedrill faults"
	}
	return f
}

// judge says what an engine's own words mean for a drill.
func judge(i engine.Info, e *engine.Engine) []finding {
	mode := "rootful"
	if i.Rootless {
		mode = "rootless"
	}
	engineLine := finding{Name: "engine", OK: i.OS == "linux", Saw: fmt.Sprintf("%s, version %s, API %s, %s, at %s (from %s)", i.OS, i.Version, i.API, mode, e.Host(), e.From())}
	if !engineLine.OK {
		engineLine.Hint = "switch the engine to Linux containers"
	}
	cpus := finding{Name: "cpus", OK: i.CPUs >= leastCPUs, Saw: fmt.Sprintf("%d", i.CPUs)}
	if !cpus.OK {
		cpus.Hint = "with one processor the load can't be held above some 100 requests a second: drills may be invalid"
	}
	memory := finding{Name: "memory", OK: i.Memory >= leastMemory, Saw: fmt.Sprintf("%.1f GiB", float64(i.Memory)/(1<<30))}
	if !memory.OK {
		memory.Hint = "a lab needs 1 GiB"
	}
	return []finding{engineLine, cpus, memory, {Name: "kernel", OK: true, Saw: fmt.Sprintf("%s, cgroup v%s, storage %s", i.Kernel, i.Cgroup, i.Storage)}}
}

const howToGetOne = "on Debian or Ubuntu: sudo apt-get install docker.io; elsewhere install Docker Engine or Docker Desktop; or name another machine's: --engine ssh://user@host"

// quiet is an error that was told already; only its exit code is left to say.
type quiet struct{ error }

func (q quiet) Unwrap() error { return q.error }
