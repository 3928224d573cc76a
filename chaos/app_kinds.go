package chaos

// appKinds lists the faults of this family.
func appKinds() []Kind {
	return []Kind{
		appClockSkewKind,
		appDeployKind,
		appErrorsKind,
		appLeakKind,
		appLyingHealthKind,
		appNPlusOneKind,
		appPoisonedRecordKind,
		appSlowMiddlewareKind,
		appStopAcceptingKind,
	}
}
