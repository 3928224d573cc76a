package shop

import "fmt"

// Variables that others read in the environment of a replica.
const (
	VariableRelease       = "RELEASE"
	VariableCachePassword = "CACHE_PASSWORD"
	VariableJWTSecret     = "JWT_SECRET"
)

// Environment is what a lab tells a replica of the shop. The other variables are the lab's settings.
type Environment struct {
	Replica         string // its name
	Release         string
	Database        string // host
	DatabasePort    int
	DatabaseReplica string // host; "" for none
	Cache           string // host:port

	DatabasePassword, CachePassword, JWTSecret string
}

// Pairs writes it as NAME=value.
func (e Environment) Pairs() []string {
	pairs := []string{
		"REPLICA=" + e.Replica, VariableRelease + "=" + e.Release,
		"DB_HOST=" + e.Database, fmt.Sprintf("DB_PORT=%d", e.DatabasePort), "DB_NAME=shop", "DB_USER=shop", "DB_PASSWORD=" + e.DatabasePassword,
		"CACHE_ADDR=" + e.Cache, VariableCachePassword + "=" + e.CachePassword,
		VariableJWTSecret + "=" + e.JWTSecret,
	}
	if e.DatabaseReplica != "" {
		pairs = append(pairs, "DB_REPLICA_HOST="+e.DatabaseReplica)
	}
	return pairs
}
