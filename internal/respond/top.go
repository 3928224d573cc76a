package respond

import (
	"context"
	"errors"
	"time"

	"firedrill/internal/record"
	"firedrill/stack"
)

// lookTime is how long services are watched for what they do in a second; the engine speaks of a container once a second.
const lookTime = 1200 * time.Millisecond

// Top looks at what all services use. It takes a few seconds, since half of it are rates.
func (d *Desk) Top(ctx context.Context, in Inside) (gauges []record.Gauge, err error) {
	lab, err := d.join(ctx, in)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, lab.Release()) }()
	m := lab.Meter()
	defer m.Close()
	for range 2 {
		m.Read(ctx)
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(lookTime):
		}
	}
	return m.Read(ctx), nil
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
	return lab, lab.Join(ctx, stack.JoinRequest{Run: in.Run, Self: in.Self, OnSamples: func([]record.Sample) {}})
}
