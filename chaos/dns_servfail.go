package chaos

var dnsFailKind = Kind{
	Name:    "dns.servfail",
	Family:  "dns",
	Summary: "let the resolver fail at one name, for one service",
	Manual: "The resolver says that it can't tell (SERVFAIL). Most clients ask again, some of them the next resolver, and then give up: it is an error that passes. " +
		hidden,
	Acts:    InLab,
	Held:    true,
	Within:  netProofTime,
	Needs:   []Need{NeedNAT},
	Example: Example{On: "shop-1", Params: map[string]string{"name": "redis"}},
	New: func() Fault {
		f := &dnsFail{}
		f.onNames = onNames{f.at, f.deed}
		return f
	},
}

// dnsFail fails at a name.
type dnsFail struct {
	onNames
	lookups
}

func (f *dnsFail) at() *lookups { return &f.lookups }

func (f *dnsFail) Validate() []Problem { return f.lookups.Validate() }

func (f *dnsFail) deed() nameDeed {
	return nameDeed{NameDamage{Name: f.Name, Answer: AnswerFail}, answered(AnswerFail)}
}
