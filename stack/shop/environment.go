package shop

import "fmt"

// Variables that other packages read in the environment of a replica.
const (
	VariableRelease       = "RELEASE"
	VariableCachePassword = "CACHE_PASSWORD"
	VariableJWTSecret     = "JWT_SECRET"
)

// Environment holds the variables of a replica of the shop that the lab sets itself. The other variables are settings
// of the lab.
type Environment struct {
	Replica         string // its name
	Release         string
	Database        string // host
	DatabasePort    int
	DatabaseReplica string // host; "" for none
	Cache           string // host:port

	DatabasePassword, CachePassword, JWTSecret string
}

// Pairs returns the environment as NAME=value.
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
