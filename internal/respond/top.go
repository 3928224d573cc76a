package respond

import (
	"context"
	"errors"

	"firedrill/internal/record"
	"firedrill/stack"
)

// Top looks at what all services use, in two samples about a second apart.
func (d *Desk) Top(ctx context.Context, in Inside) (gauges []record.Gauge, err error) {
	lab, err := stack.Find(ctx, d.engine, d.instance)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, lab.Release()) }()
	return lab.Glance(ctx, func(ctx context.Context) error { return enter(ctx, lab, in) })
}

// Metrics asks a service for its own figures.
func (d *Desk) Metrics(ctx context.Context, in Inside, service string) (figures map[string]float64, err error) {
	lab, err := d.join(ctx, in)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, lab.Release()) }()
	return lab.Figures(ctx, service)
}

// join puts an agent into the lab, beside those that are there.
func (d *Desk) join(ctx context.Context, in Inside) (*stack.Running, error) {
	lab, err := stack.Find(ctx, d.engine, d.instance)
	if err != nil {
		return nil, err
	}
	return lab, enter(ctx, lab, in)
}

func enter(ctx context.Context, lab *stack.Running, in Inside) error {
	return lab.Join(ctx, stack.JoinRequest{Run: in.Run, Self: in.Self, OnSamples: func([]record.Sample) {}})
}
