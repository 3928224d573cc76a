package net

import (
	"fmt"

	"firedrill/chaos"
	"firedrill/internal/record"
)

var duplicateKind = chaos.Kind{
	Name:    "net.duplicate",
	Family:  "net",
	Summary: "send some packets twice",
	Manual: "TCP drops the second packet and tells the sender, so users notice almost nothing. A drill with this fault is a " +
		"trap for those who take every odd counter for the cause. The effect is proven by TCP's own counter of duplicates. " + chaos.EndsWithNamespace,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortNet},
	Held:    true,
	Within:  chaos.PacketProofTime,
	Needs:   []chaos.Need{chaos.NeedRules},
	Example: chaos.Example{On: "redis", Params: map[string]string{"percent": "50"}},
	New:     func() chaos.Fault { return fault{&duplicate{}} },
}

// duplicate sends packets twice.
type duplicate struct {
	wire
	Percent float64 `param:"percent" required:"true" min:"0.1" max:"100" doc:"the share of packets that are sent twice, in percent"`
}

func (f *duplicate) path() wire { return f.wire }

func (f *duplicate) Validate() []chaos.Problem { return nil }

func (f *duplicate) damage() damage {
	s := f.spec()
	s.Duplicate = f.Percent / 100
	r := f.near()
	r.Talk = true
	return damage{apply: chaos.Damage{Packets: &s}, reach: r, shows: doubled}
}

// doubled requires that TCP in the target's namespace saw duplicate segments during the check.
func doubled(f measured) record.Check {
	n := f.after.Twice - f.before.Twice
	return record.Check{OK: n > 0, Saw: fmt.Sprintf("TCP saw %d segments twice; %s", n, f.reached)}
}
