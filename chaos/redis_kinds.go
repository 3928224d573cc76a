package chaos

// redisKinds lists the faults of this family.
func redisKinds() []Kind {
	return []Kind{
		redisClientsKind,
		redisExpireKind,
		redisFlushKind,
		redisMemoryKind,
		redisPauseKind,
		redisPoisonKind,
		redisPasswordKind,
		redisSlowKind,
	}
}
