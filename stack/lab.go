// Package stack owns what a lab is made of, and how it comes up and goes down: the services, their configuration, their
// secrets and limits, in which order they start and when they are ready.
package stack

import "maps"

// Lab is one stack as labs.yaml describes it, after "extends" was followed and defaults were filled in.
type Lab struct {
	Name     string
	About    string
	Images   string // auto, pull or build
	Engine   string // an engine's address, "" for the one of the environment
	Services map[string]Service
}

// HasReplica says that the database has a replica.
func (l Lab) HasReplica() bool {
	_, has := l.Services[Replica]
	return has
}

// HasDisk says that the database has a disk of its own.
func (l Lab) HasDisk() bool { return l.Services[Postgres].Disk > 0 }

// WithDisk is the lab with a disk of its own for the database. The lab itself stays as it is.
func (l Lab) WithDisk() Lab {
	database := l.Services[Postgres]
	if database.Disk > 0 {
		return l
	}
	database.Disk = DefaultDisk
	l.Services = maps.Clone(l.Services)
	l.Services[Postgres] = database
	return l
}

// Names of the services that a lab may have.
const (
	Nginx    = "nginx"
	Shop     = "shop"
	Redis    = "redis"
	Postgres = "postgres"
	Replica  = "postgres-replica" // of the database; a lab need not have it
)

// ServiceNames lists them in the order of a request's journey.
var ServiceNames = []string{Nginx, Shop, Redis, Postgres, Replica}

// DefaultDisk is large enough for the seeded data and what a drill adds to it.
const DefaultDisk = 192 << 20

// Service is one service of a lab.
type Service struct {
	Image    string   // "" for the default of this version of firedrill
	Replicas int      // of shop: 1 to MaxShops; of the others: 1
	Env      []string // NAME=value, names as written; of shop: its knobs
	CPUs     float64  // limit, in processors
	Memory   int64    // limit, in bytes
	Pids     int64    // limit, in processes and threads
	Disk     int64    // of postgres: the size of the disk that its data is on, in bytes; 0 for the engine's own
}
