package chaos

import (
	"fmt"
	"net/netip"
	"slices"
)

var dnsWrongKind = Kind{
	Name:    "dns.wrong",
	Family:  "dns",
	Summary: "give a wrong address for one name, to one service",
	Manual: "As an old record or a half done move does: the name is found, and nobody is there, or somebody else. The address is to be kept for no more than a second. " +
		hidden,
	Acts:    InLab,
	Held:    true,
	Within:  netProofTime,
	Needs:   []Need{NeedNAT},
	Example: Example{On: "shop-1", Params: map[string]string{"name": "redis", "address": "10.255.255.1"}},
	New: func() Fault {
		f := &dnsWrong{}
		f.onNames = onNames{f.at, f.deed}
		return f
	},
}

// dnsWrong leads a name astray.
type dnsWrong struct {
	onNames
	lookups
	Address netip.Addr `param:"address" required:"true" doc:"the IPv4 address that is given"`
}

func (f *dnsWrong) at() *lookups { return &f.lookups }

func (f *dnsWrong) Validate() []Problem {
	problems := f.lookups.Validate()
	if f.Address.IsValid() && !f.Address.Is4() {
		problems = append(problems, Problem{"address", fmt.Sprintf(`"address" is %q, not an IPv4 address`, f.Address), "such as 10.255.255.1"})
	}
	return problems
}

func (f *dnsWrong) deed() nameDeed {
	return nameDeed{NameDamage{Name: f.Name, Answer: AnswerWrong, Address: f.Address}, func(_, now Lookup) bool {
		return slices.Equal(now.Addresses, []string{f.Address.String()})
	}}
}
