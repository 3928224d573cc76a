package agent

import (
	"fmt"
	"maps"
	"slices"

	"firedrill/internal/load"
)

// Workload is the behaviour of a stack's users, and the audit of the writes acknowledged to them.
type Workload interface {
	load.Workload
	// AuditSQL is a Postgres query that returns each key of $1 in the database, with its number of rows.
	AuditSQL() string
}

// workload returns the workload with the name that a plan gives it.
func (s *Session) workload(name string) (Workload, error) {
	w, ok := s.workloads[name]
	if !ok {
		return nil, fmt.Errorf("unknown workload %q (there are %q)", name, slices.Sorted(maps.Keys(s.workloads)))
	}
	return w, nil
}
