package dns

import (
	"fmt"
	"net/netip"
	"slices"

	"firedrill/chaos"
)

var wrongKind = chaos.Kind{
	Name:    "dns.wrong",
	Family:  "dns",
	Summary: "answer with a wrong address for one name, for one service",
	Manual: "As an outdated record or an unfinished migration does: the name resolves, and nothing listens at the address, or " +
		"something else. The answer may be cached for at most one second. " + hidden,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortNet},
	Held:    true,
	Within:  chaos.PacketProofTime,
	Needs:   []chaos.Need{chaos.NeedNAT},
	Example: chaos.Example{On: "shop-1", Params: map[string]string{"name": "redis", "address": "10.255.255.1"}},
	New:     func() chaos.Fault { return fault{&wrong{}} },
}

// wrong answers with a wrong address.
type wrong struct {
	lookups
	Address netip.Addr `param:"address" required:"true" doc:"the IPv4 address in the answer"`
}

func (f *wrong) Validate() []chaos.Problem {
	problems := f.lookups.Validate()
	if f.Address.IsValid() && !f.Address.Is4() {
		problems = append(problems, chaos.Problem{Param: "address", Message: fmt.Sprintf(`"address" is %q, not an IPv4 address`, f.Address), Hint: "such as 10.255.255.1"})
	}
	return problems
}

func (f *wrong) damage() chaos.NameDamage {
	return chaos.NameDamage{Name: f.Name, Answer: chaos.AnswerWrong, Address: f.Address}
}

func (f *wrong) shows(_, now chaos.Lookup) bool {
	return slices.Equal(now.Addresses, []string{f.Address.String()})
}
