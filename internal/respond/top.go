package respond

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"

	"firedrill/internal/record"
	"firedrill/stack"
)

// Usage is the resource usage of a lab's services, with their limits.
type Usage struct {
	Instances []stack.Member
	Gauges    []record.Gauge
}

// Top measures the usage of all services, in two samples about a second apart.
func (d *Desk) Top(ctx context.Context) (u Usage, err error) {
	in, err := d.inside(ctx)
	if err != nil {
		return u, err
	}
	lab, err := stack.Find(ctx, d.engine, d.instance)
	if err != nil {
		return u, err
	}
	defer func() { err = errors.Join(err, lab.Release()) }()
	gauges, err := lab.Glance(ctx, func(ctx context.Context) error { return enter(ctx, lab, in) })
	return Usage{Instances: d.lab.Instances(), Gauges: gauges}, err
}

// Metrics are a service's own metrics by name.
type Metrics map[string]float64

// Metrics returns a service's own metrics.
func (d *Desk) Metrics(ctx context.Context, word string) (m Metrics, err error) {
	service, err := d.Service(word)
	if err != nil {
		return nil, err
	}
	in, err := d.inside(ctx)
	if err != nil {
		return nil, err
	}
	lab, err := d.join(ctx, in)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, lab.Release()) }()
	return lab.Figures(ctx, service)
}

// Text writes one metric per line, sorted by name.
func (m Metrics) Text(w io.Writer) error {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if _, err := fmt.Fprintln(w, name, strconv.FormatFloat(m[name], 'f', -1, 64)); err != nil {
			return err
		}
	}
	return nil
}

// join starts another agent in the lab.
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
