package chaos

// nginxKinds lists the faults of this family.
func nginxKinds() []Kind {
	return []Kind{
		nginxBodyLimitKind,
		nginxBrokenConfigKind,
		nginxRateLimitKind,
		nginxTimeoutsKind,
		nginxUpstreamPortKind,
		nginxWorkerConnectionsKind,
	}
}
