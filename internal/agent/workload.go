package agent

import (
	"fmt"
	"maps"
	"slices"

	"firedrill/internal/load"
)

// Workload is what the users of a stack do, and how the writes that were acknowledged to them are looked up.
type Workload interface {
	load.Workload
	// AuditSQL is a query for Postgres that returns each of the keys in $1 that the database has, and how often.
	AuditSQL() string
}

// workload finds what users do by the name that a plan has for it.
func (s *Session) workload(name string) (Workload, error) {
	w, ok := s.workloads[name]
	if !ok {
		return nil, fmt.Errorf("unknown workload %q (there are %q)", name, slices.Sorted(maps.Keys(s.workloads)))
	}
	return w, nil
}
