package stack

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"firedrill/chaos"
	"firedrill/internal/agent"
)

// probeTime bounds one probe of a service: longer than any answer of a healthy service, shorter than a user's patience.
const probeTime = time.Second

// probeOf returns the probe of a service on its users' path.
func probeOf(service, ca string) agent.ProbeRequest {
	p := agent.ProbeRequest{Within: probeTime, CA: ca}
	switch service {
	case Nginx:
		p.Kind, p.Target = "http", SiteURL+"/healthz"
	case Redis:
		p.Kind, p.Target = "redis", Redis
	case Postgres, Replica:
		p.Kind, p.Target = "postgres", service
	default:
		p.Kind, p.Target = "http", shopURL(service)+"/healthz"
	}
	return p
}

func shopURL(service string) string { return "http://" + service + ":" + strconv.Itoa(PortShop) }

func (r *Running) containers() Containers {
	return Containers{r.engine, r.Instance, r.clientName, &r.works, r.Changed}
}

// Probe probes a service from inside the lab.
func (r *Running) Probe(ctx context.Context, service string) chaos.Answer {
	_, answer := r.look(ctx, probeOf(service, r.CA))
	return answer
}

// Settings returns the variables with which a replica of the app runs.
func (r *Running) Settings(ctx context.Context, service string) (map[string]string, error) {
	got, err := r.client.Probe(ctx, agent.ProbeRequest{Kind: "http", Target: shopURL(service) + "/settings", Within: probeTime})
	if err != nil {
		return nil, err
	}
	if !got.OK {
		return nil, fmt.Errorf("%q does not tell its settings: %s", service, got.Detail)
	}
	var settings map[string]string
	if err := json.Unmarshal([]byte(got.Body), &settings); err != nil {
		return nil, fmt.Errorf("settings of %q: %w", service, err)
	}
	return settings, nil
}
