// Package doctor owns the checks of whether a machine can run drills.
package doctor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"firedrill/chaos"
	"firedrill/internal/drill"
	"firedrill/internal/engine"
	"firedrill/stack"
)

// Finding is the result of one check.
type Finding struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Saw  string `json:"saw"`
	Hint string `json:"hint,omitempty"`
}

// Findings are the results of all checks.
type Findings []Finding

// Text writes one check per line, with its hint below it.
func (all Findings) Text(w io.Writer) error {
	for _, f := range all {
		mark := "NO "
		if f.OK {
			mark = "yes"
		}
		text := fmt.Sprintf("%s  %-8s %s\n", mark, f.Name, f.Saw)
		if f.Hint != "" {
			text += fmt.Sprintf("     hint: %s\n", f.Hint)
		}
		if _, err := io.WriteString(w, text); err != nil {
			return err
		}
	}
	return nil
}

const howToGetEngine = "on Debian or Ubuntu: sudo apt-get install docker.io; elsewhere install Docker Engine or Docker Desktop; or name another machine's: --engine ssh://user@host"

// NoEngine returns the findings without a usable engine, if err says that there is none.
func NoEngine(err error) (all Findings, ok bool) {
	if !errors.Is(err, engine.ErrUnavailable) {
		return nil, false
	}
	return Findings{{Name: "engine", Saw: err.Error(), Hint: howToGetEngine}}, true
}

// Examine checks an engine, and looks for runs that were not closed. The containers that it starts belong to run.
func Examine(ctx context.Context, e *engine.Engine, home drill.Home, run string) (Findings, error) {
	info, err := e.Info(ctx)
	if err != nil {
		return nil, err
	}
	open, err := home.Runs()
	if err != nil {
		return nil, err
	}
	at := fmt.Sprintf("at %s (from %s)", e.Host(), e.From())
	return append(judge(info, at), packets(ctx, e, run), openRuns(len(open))), nil
}

func openRuns(n int) Finding {
	if n == 0 {
		return Finding{Name: "left", OK: true, Saw: "no run is open"}
	}
	return Finding{Name: "left", Saw: fmt.Sprintf("%d runs are open", n), Hint: "firedrill clean takes back what dead ones have left"}
}

// packets tries the methods of packet damage.
func packets(ctx context.Context, e *engine.Engine, run string) Finding {
	f := Finding{Name: "packets"}
	self, err := stack.SupplySelf(ctx, e, "")
	if err != nil {
		f.Saw = err.Error() // the error has its own hint
		return f
	}
	var saw []string
	for _, name := range chaos.NeedPackets.Alternatives() {
		word := "yes"
		if err := stack.TryKernel(ctx, e, self.Ref, run, name); err != nil {
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
