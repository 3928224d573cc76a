package stack

import "firedrill/chaos"

// Target returns the lab as faults see it.
func (r *Running) Target() *chaos.Target {
	c := r.containers()
	return &chaos.Target{Probes: r, Containers: c, Net: network{r}, SQL: stores{r}, Redis: stores{r}, Config: c, HTTP: r,
		Traffic: crowd{r}, Stress: Stress{c}, Limits: c, Changed: r.Changed}
}
