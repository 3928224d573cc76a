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

// gaugeTime bounds one look at all gauges, so that a look each second never overtakes the one before.
const gaugeTime = 800 * time.Millisecond

// Meter looks at what a lab's services use, again and again. Rates are of the time since the look before, so the first
// look has none. Read is not for two at once.
type Meter struct {
	lab        *Running
	last       map[string]reading // of each service, by its own account
	containers []*follower
	stop       context.CancelFunc
	running    sync.WaitGroup
}

// Meter makes a meter, which is to be closed. Without a client in the lab it knows what the engine knows.
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

// Close ends the meter and waits for what it started.
func (m *Meter) Close() {
	m.stop()
	m.running.Wait()
}

// Read looks at every service, side by side, within 0.8 s. What does not answer by then is left out: of a service
// that is stopped, frozen or cut off there is nothing to tell. The gauges' times are for the caller to fill in.
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

// members are the services of a lab, whether it was started or found.
func (r *Running) members() []string {
	if len(r.found.Members) == 0 {
		return r.Lab.Members()
	}
	var names []string
	for _, m := range r.found.Members {
		if names == nil || names[len(names)-1] != m.Service { // one that was set aside is of the same service
			names = append(names, m.Service)
		}
	}
	return names
}

// ask asks a service itself, through the agent in the lab.
func (m *Meter) ask(ctx context.Context, service string) reading {
	q, _ := gaugesOf(service)
	got, err := m.lab.client.Gauges(ctx, q)
	if err != nil || got.Missing != "" {
		return reading{}
	}
	return reading{at: got.At, values: got.Values}
}

// gaugesOf says how a service is asked for its figures, and which of them count.
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

// Figures are a service's own, by its own names.
func (r *Running) Figures(ctx context.Context, service string) (map[string]float64, error) {
	q, _ := gaugesOf(service)
	q.Within = probeTime
	got, err := r.client.Gauges(ctx, q)
	if err == nil && got.Missing != "" {
		err = errors.New(got.Missing)
	}
	return got.Values, named("ask for the figures of", service, err)
}
