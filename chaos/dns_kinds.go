package chaos

// dnsKinds lists the faults of this family.
func dnsKinds() []Kind {
	return []Kind{
		dnsNoNameKind,
		dnsFailKind,
		dnsSlowKind,
		dnsWrongKind,
	}
}
