package stack

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"firedrill/internal/agent"
	"firedrill/internal/record"
)

// gaugeTime bounds one sample of all gauges, so that samples taken every second do not overlap.
const gaugeTime = 800 * time.Millisecond

// Meter samples the usage of a lab's services repeatedly. Rates cover the time since the previous sample, so the first
// sample has none. Read must not be called concurrently.
type Meter struct {
	lab        *Running
	last       map[string]reading // the last reading of each service's own metrics
	containers []*follower
	stop       context.CancelFunc
	running    sync.WaitGroup
}

// Meter returns a meter that must be closed. Without a client in the lab it has only the engine's data.
func (r *Running) Meter() *Meter {
	ctx, cancel := context.WithCancel(context.Background())
	m := &Meter{lab: r, last: map[string]reading{}, stop: cancel}
	for _, service := range r.members() {
		f := &follower{engine: r.engine, service: service, containers: r.containers()}
		m.containers = append(m.containers, f)
		m.running.Go(func() { f.run(ctx) })
	}
	return m
}

// Close ends the meter and waits for its goroutines.
func (m *Meter) Close() {
	m.stop()
	m.running.Wait()
}

// Read samples all services in parallel, within 0.8 s. A service that does not answer in time, because it is stopped,
// frozen or cut off, is left out. The caller fills in the gauges' times.
func (m *Meter) Read(ctx context.Context) []record.Gauge {
	ctx, cancel := context.WithTimeout(ctx, gaugeTime)
	defer cancel()
	got := make([]reading, len(m.containers))
	var all sync.WaitGroup
	for i, c := range m.containers {
		if m.lab.client != nil {
			all.Go(func() { got[i] = m.ask(ctx, c.service) })
		}
	}
	all.Wait()
	var out []record.Gauge
	for i, c := range m.containers {
		out = append(out, c.gauges(time.Now())...)
		if got[i].values != nil {
			_, figures := gaugesOf(c.service)
			out = append(out, got[i].gauges(c.service, figures, m.last[c.service])...)
		}
		m.last[c.service] = got[i]
	}
	return out
}

// members lists the services of a lab, whether it was started or found.
func (r *Running) members() []string {
	if len(r.found.Members) == 0 {
		return r.Lab.Members()
	}
	var names []string
	for _, m := range r.found.Members {
		if names == nil || names[len(names)-1] != m.Service { // a container that was set aside belongs to the same service
			names = append(names, m.Service)
		}
	}
	return names
}

// ask queries a service's own metrics through the agent in the lab.
func (m *Meter) ask(ctx context.Context, service string) reading {
	q, _ := gaugesOf(service)
	got, err := m.lab.client.Gauges(ctx, q)
	if err != nil || got.Missing != "" {
		return reading{}
	}
	return reading{at: got.At, values: got.Values}
}

// gaugesOf returns how a service's metrics are queried, and which of them are gauges.
func gaugesOf(service string) (agent.GaugesRequest, []figure) {
	q := agent.GaugesRequest{Of: service, Within: gaugeTime}
	switch {
	case service == Nginx:
		q.URL = "http://" + Nginx + ":" + strconv.Itoa(PortStatus) + "/status"
		return q, nginxFigures
	case IsShop(service):
		q.Of, q.URL = Shop, shopURL(service)+"/metrics"
		return q, shopFigures
	case service == Redis:
		return q, redisFigures
	}
	if service != Postgres {
		q.Of, q.At = Postgres, service
	}
	return q, postgresFigures
}

// Figures returns a service's own metrics, by its own names.
func (r *Running) Figures(ctx context.Context, service string) (map[string]float64, error) {
	q, _ := gaugesOf(service)
	q.Within = probeTime
	got, err := r.client.Gauges(ctx, q)
	if err == nil && got.Missing != "" {
		err = errors.New(got.Missing)
	}
	return got.Values, named("ask for the figures of", service, err)
}
