package chaos

import "fmt"

// This file says which settings each kind changes. A kind that is missing here may be in force twice on one target; the
// conformance suite tries that, in both orders of revert.

// only claims one setting for itself alone.
func only(format string, args ...any) []Claim {
	return []Claim{{Setting: fmt.Sprintf(format, args...)}}
}

// containerOf is a service's container as such: who replaces it takes what others changed in it with it.
func containerOf(service string) string { return fmt.Sprintf("the container of %q", service) }

func (f *redeployed) Claims() []Claim {
	return append(only("variable %q of %q", f.variable(), f.service()), Claim{Setting: containerOf(f.service()), Shared: true})
}

func (f *containerCrashLoop) Claims() []Claim { return only("%s", containerOf(f.On)) }
func (f *containerRemove) Claims() []Claim    { return only("%s", containerOf(f.On)) }
func (f *fdLimit) Claims() []Claim            { return only("%s", containerOf(f.On)) }
func (f *containerDisconnect) Claims() []Claim {
	return only("the network connection of %q", f.On)
}

func (f *cpuLimit) Claims() []Claim    { return only("the CPU limit of %q", f.On) }
func (f *memoryLimit) Claims() []Claim { return only("the memory limit of %q", f.On) }
func (f *pidsLimit) Claims() []Claim   { return only("the process limit of %q", f.On) }
func (f *memoryBurn) Claims() []Claim  { return only("the free memory of %q", f.On) }
func (f *diskFill) Claims() []Claim    { return only("the free disk space of %q", f.On) }

// directive claims a directive of nginx.conf. A file that nginx refuses can't be reloaded for another directive either.
func directive(name string) []Claim {
	return append(only("%s in nginx.conf", name), Claim{Setting: "nginx.conf", Shared: true})
}

func (f *nginxBodyLimit) Claims() []Claim         { return directive("client_max_body_size") }
func (f *nginxRateLimit) Claims() []Claim         { return directive("limit_req") }
func (f *nginxTimeouts) Claims() []Claim          { return directive("proxy_read_timeout") }
func (f *nginxUpstreamPort) Claims() []Claim      { return directive("the upstream's servers") }
func (f *nginxWorkerConnections) Claims() []Claim { return directive("worker_connections") }
func (f *nginxBrokenConfig) Claims() []Claim      { return only("nginx.conf") }
func (f *tlsCertificate) Claims() []Claim         { return directive("ssl_certificate") }

// Claims are all lookups: the first fault's rules take those for the second one's name too.
func (l *lookups) Claims() []Claim { return only("the lookups of %q", l.On) }

func (f *postgresColumn) Claims() []Claim      { return only("column %q of table %q", f.Column, f.Table) }
func (f *postgresCommit) Claims() []Claim      { return only("commit_delay of Postgres") }
func (f *postgresConnections) Claims() []Claim { return only("the free connections of Postgres") }
func (f *postgresIndex) Claims() []Claim       { return only("index %q", f.Index) }
func (f *postgresLag) Claims() []Claim         { return only("recovery_min_apply_delay of the replica") }
func (f *postgresLock) Claims() []Claim        { return only("the lock on table %q", f.Table) }
func (f *postgresPassword) Claims() []Claim {
	return only("the password of the app's role in Postgres")
}
func (f *postgresReadOnly) Claims() []Claim { return only("default_transaction_read_only of Postgres") }
func (f *postgresRevoke) Claims() []Claim {
	return only("the privilege to %s on table %q", f.Privilege, f.Table)
}
func (f *postgresSequence) Claims() []Claim { return only("sequence %q", f.Sequence) }
func (f *postgresSlow) Claims() []Claim     { return only("the row security of table %q", f.Table) }

func (f *redisClients) Claims() []Claim  { return only("maxclients of Redis") }
func (f *redisMemory) Claims() []Claim   { return only("maxmemory of Redis") }
func (f *redisPassword) Claims() []Claim { return only("the password of Redis") }
func (f *redisPoison) Claims() []Claim   { return only("key %q of Redis", f.Key) }
