package chaos

import (
	"crypto/rand"
	"strings"
)

// What of ours is to be seen inside a lab goes by names that the monitoring and the jobs of any shop could have: who looks
// into an incident is to find what is done there, and not a name that gives it away.
const (
	SessionName = "monitor" // of an agent's sessions in Postgres and Redis, or how their names begin
	TagPrefix   = "job_"    // of all that a fault makes in a store: its sessions, a schema, a key
	SpareUser   = "backup"  // of Redis: see the fault redis.rotate-password
)

// NewTag draws a name that no other fault has.
func NewTag() string { return TagPrefix + strings.ToLower(rand.Text()[:8]) }

// NewID draws a name that no other damage has.
func NewID() string { return "w" + strings.ToLower(rand.Text()[:9]) }
