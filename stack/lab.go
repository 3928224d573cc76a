// Package stack owns what a lab consists of, and how it starts and stops: the services, their configuration, secrets
// and limits, the order in which they start, and when they are ready.
package stack

import "maps"

// Lab is one lab of labs.yaml, with "extends" resolved and defaults filled in.
type Lab struct {
	Name     string
	About    string
	Images   string // auto, pull or build
	Engine   string // an engine's address, "" for the environment's default
	Services map[string]Service
}

// HasReplica reports that the database has a replica.
func (l Lab) HasReplica() bool {
	_, has := l.Services[Replica]
	return has
}

// HasDisk reports that the database has a disk of its own.
func (l Lab) HasDisk() bool { return l.Services[Postgres].Disk > 0 }

// WithDisk returns a copy of the lab with a disk of its own for the database.
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
	Replica  = "postgres-replica" // of the database; optional
)

// ServiceNames lists them in the order of a request's path.
var ServiceNames = []string{Nginx, Shop, Redis, Postgres, Replica}

// DefaultDisk has room for the seeded data and for the data that a drill adds.
const DefaultDisk = 192 << 20

// Service is one service of a lab.
type Service struct {
	Image    string   // "" for the default of this version of firedrill
	Replicas int      // for shop: 1 to MaxShops; for others: 1
	Env      []string // NAME=value, names as written; of shop: its knobs
	CPUs     float64  // limit, in processors
	Memory   int64    // limit, in bytes
	Pids     int64    // limit, in processes and threads
	Disk     int64    // for postgres: size of the data disk, in bytes; 0 for the engine's own storage
}
