package labtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"firedrill/chaos"
)

// Settled describes what faults can change in the lab, so that a test can compare it before and after.
func (l *Lab) Settled() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(l.services)) {
		s := l.services[name]
		c := s.all[s.place]
		if c == nil {
			fmt.Fprintf(&b, "%s: missing\n", name)
			continue
		}
		fmt.Fprintf(&b, "%s: %s %s, %d containers, limits %s, off the network %v, works %d, env %q, conf %q\n",
			name, s.place, c.status, len(s.all), c.limits, c.off, len(c.work), c.env, c.files[chaos.NginxConf])
	}
	return b.String()
}
