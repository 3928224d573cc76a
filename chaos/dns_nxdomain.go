package chaos

var dnsNoNameKind = Kind{
	Name:    "dns.nxdomain",
	Family:  "dns",
	Summary: "let one name not exist, for one service",
	Manual: "The resolver says so at once (NXDOMAIN), and clients don't ask again: connecting fails quickly, with an error that looks like a typo in a setting. " +
		hidden,
	Acts:    InLab,
	Held:    true,
	Within:  netProofTime,
	Needs:   []Need{NeedNAT},
	Example: Example{On: "shop-1", Params: map[string]string{"name": "postgres", "reset": "true"}},
	New: func() Fault {
		f := &dnsNoName{}
		f.onNames = onNames{f.at, f.deed}
		return f
	},
}

// dnsNoName denies a name.
type dnsNoName struct {
	onNames
	lookups
}

func (f *dnsNoName) at() *lookups { return &f.lookups }

func (f *dnsNoName) Validate() []Problem { return f.lookups.Validate() }

func (f *dnsNoName) deed() nameDeed {
	return nameDeed{NameDamage{Name: f.Name, Answer: AnswerNoName}, answered(AnswerNoName)}
}
