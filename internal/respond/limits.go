package respond

import (
	"context"
	"fmt"

	"firedrill/chaos"
	"firedrill/internal/source"
)

// Limits are what a service may use, what it uses, and what the lab gave it.
type Limits struct {
	Service string       `json:"service"`
	Held    chaos.Limits `json:"held"`
	Own     chaos.Limits `json:"own"`
	Memory  int64        `json:"memory_used"`
	Pids    int64        `json:"pids_used"`
}

// Limits tells what a service is held to.
func (d *Desk) Limits(ctx context.Context, service string) (Limits, error) {
	l := Limits{Service: service}
	var err error
	if l.Held, err = d.containers.Limits(ctx, service); err != nil {
		return l, err
	}
	if l.Own, err = d.containers.Own(ctx, service); err != nil {
		l.Own = chaos.Limits{} // a lab of an older version does not tell
	}
	use, err := d.containers.Use(ctx, service)
	l.Memory, l.Pids = use.Memory, use.Pids
	return l, err
}

// The lowest limits that an engine takes.
const (
	LeastCPUs   = 0.01
	LeastMemory = 6 << 20
)

// Limit holds a service to other limits; those that are 0 stay. More processors than the engine has are a mistake.
func (d *Desk) Limit(ctx context.Context, service string, to chaos.Limits) error {
	if has := d.engine.CPUs(); has > 0 && to.CPUs > float64(has) {
		return source.Mistake{Message: fmt.Sprintf("%q can't have %g processors: the engine has %d", service, to.CPUs, has), Hint: fmt.Sprintf("--cpus %d gives it all of them", has)}
	}
	d.note("limits " + service)
	return d.containers.Limit(ctx, service, to)
}

// Unlimit holds a service to what the lab first gave it.
func (d *Desk) Unlimit(ctx context.Context, service string) error {
	own, err := d.containers.Own(ctx, service)
	if err != nil {
		return err
	}
	if has := d.engine.CPUs(); has > 0 { // a lab may be given more than its engine has
		own.CPUs = min(own.CPUs, float64(has))
	}
	return d.Limit(ctx, service, own)
}
