package respond

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"firedrill/chaos"
	"firedrill/internal/source"
)

// Limits are the limits of a service, its usage, and the limits that the lab started with.
type Limits struct {
	Service string       `json:"service"`
	Held    chaos.Limits `json:"held"`
	Own     chaos.Limits `json:"own"`
	Memory  int64        `json:"memory_used"`
	Pids    int64        `json:"pids_used"`
}

// Text writes a table: one resource a line.
func (l Limits) Text(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "%s\theld to\tuses\tat first\n", l.Service)
	fmt.Fprintf(t, "cpus\t%g\t\t%g\n", l.Held.CPUs, l.Own.CPUs)
	fmt.Fprintf(t, "memory\t%s\t%s\t%s\n", megabytes(l.Held.Memory), megabytes(l.Memory), megabytes(l.Own.Memory))
	fmt.Fprintf(t, "pids\t%d\t%d\t%d\n", l.Held.Pids, l.Pids, l.Own.Pids)
	return t.Flush()
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// LimitsChange is a change of a service's limits.
type LimitsChange struct {
	To       chaos.Limits // a limit of 0 stays as it is
	Original bool         // restore the limits that the lab started with
}

// ChangeLimits changes the limits of each service that a word means, and returns the limits in force afterwards. The
// zero change changes nothing. The result includes the services without an error even if another one failed.
func (d *Desk) ChangeLimits(ctx context.Context, word string, c LimitsChange) (all []Limits, err error) {
	err = d.Each(word, func(service string) error {
		if err := d.changeLimits(ctx, service, c); err != nil {
			return err
		}
		l, err := d.Limits(ctx, service)
		if err == nil {
			all = append(all, l)
		}
		return err
	})
	return all, err
}

func (d *Desk) changeLimits(ctx context.Context, service string, c LimitsChange) error {
	switch {
	case c.Original:
		return d.Unlimit(ctx, service)
	case c.To != chaos.Limits{}:
		return d.Limit(ctx, service, c.To)
	}
	return nil
}

// Limits returns the limits and the usage of a service.
func (d *Desk) Limits(ctx context.Context, service string) (Limits, error) {
	l := Limits{Service: service}
	var err error
	if l.Held, err = d.containers.Limits(ctx, service); err != nil {
		return l, err
	}
	if l.Own, err = d.containers.Own(ctx, service); err != nil {
		l.Own = chaos.Limits{} // a lab of an older version does not have this label
	}
	use, err := d.containers.Use(ctx, service)
	l.Memory, l.Pids = use.Memory, use.Pids
	return l, err
}

// The lowest limits that an engine accepts.
const (
	LeastCPUs   = 0.01
	LeastMemory = 6 << 20
)

// Limit changes the limits of a service. A limit of 0 stays as it is. More processors than the engine has are a mistake.
func (d *Desk) Limit(ctx context.Context, service string, to chaos.Limits) error {
	if has := d.engine.CPUs(); has > 0 && to.CPUs > float64(has) {
		return source.Mistake{Message: fmt.Sprintf("%q can't have %g processors: the engine has %d", service, to.CPUs, has), Hint: fmt.Sprintf("--cpus %d gives it all of them", has)}
	}
	d.note("limits " + service)
	return d.containers.Limit(ctx, service, to)
}

// Unlimit restores the limits that the lab started with.
func (d *Desk) Unlimit(ctx context.Context, service string) error {
	own, err := d.containers.Own(ctx, service)
	if err != nil {
		return err
	}
	if has := d.engine.CPUs(); has > 0 { // labs.yaml may name more than the engine has
		own.CPUs = min(own.CPUs, float64(has))
	}
	return d.Limit(ctx, service, own)
}
