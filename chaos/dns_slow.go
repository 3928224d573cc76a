package chaos

import "time"

var dnsSlowKind = Kind{
	Name:    "dns.slow",
	Family:  "dns",
	Summary: "answer the lookups of one name late, for one service",
	Manual: "The right answer comes, after the delay. Clients that have less patience with their resolver ask again, or give up: in a lab that is after a second, and then the lookup fails. " +
		hidden,
	Acts:    InLab,
	Held:    true,
	Within:  netProofTime,
	Needs:   []Need{NeedNAT},
	Example: Example{On: "shop-1", Params: map[string]string{"name": "postgres", "delay": "400ms"}},
	New: func() Fault {
		f := &dnsSlow{}
		f.onNames = onNames{f.at, f.deed}
		return f
	},
}

// dnsSlow keeps who asks for a name waiting.
type dnsSlow struct {
	onNames
	lookups
	Delay time.Duration `param:"delay" required:"true" min:"10ms" max:"30s" doc:"how late the answer is"`
}

func (f *dnsSlow) at() *lookups { return &f.lookups }

func (f *dnsSlow) Validate() []Problem { return f.lookups.Validate() }

func (f *dnsSlow) deed() nameDeed {
	return nameDeed{NameDamage{Name: f.Name, Answer: AnswerSlow, Delay: f.Delay}, func(usual, now Lookup) bool {
		return now.Took >= usual.Took+min(f.Delay, time.Second)*8/10
	}}
}
