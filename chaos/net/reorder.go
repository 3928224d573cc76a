package net

import (
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
)

var reorderKind = chaos.Kind{
	Name:    "net.reorder",
	Family:  "net",
	Summary: "delay packets, except some that overtake",
	Manual: "Packets are held for the delay. The given share of them is not, and overtakes those that wait. TCP puts them in " +
		"order again, and may take a late one for lost. " + chaos.EndsWithNamespace,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortNet},
	Held:    true,
	Within:  chaos.PacketProofTime,
	Needs:   []chaos.Need{chaos.NeedPackets},
	Example: chaos.Example{On: "postgres", Params: map[string]string{"percent": "40", "delay": "30ms"}},
	New:     func() chaos.Fault { return fault{&reorder{}} },
}

// reorder lets some packets overtake others.
type reorder struct {
	wire
	Percent float64       `param:"percent" required:"true" min:"1" max:"99" doc:"the share of packets that overtake, in percent"`
	Delay   time.Duration `param:"delay" default:"20ms" min:"10ms" max:"5s" doc:"how long the others are delayed"`
}

func (f *reorder) path() wire { return f.wire }

func (f *reorder) Validate() []chaos.Problem { return nil }

// Within allows for some checks, each of which waits for the slowest connection.
func (f *reorder) Within() time.Duration { return chaos.PacketProofTime + 3*f.damage().reach.Within }

func (f *reorder) damage() damage {
	s := f.spec()
	s.Reorder, s.Delay = f.Percent/100, f.Delay
	r := f.near()
	r.Within += 2 * f.Delay
	r.Count = int(min(max(200/f.Percent, 20), 40)) // more at a time overflow a backlog on a busy machine
	return damage{apply: chaos.Damage{Packets: &s}, reach: r, shows: f.uneven}
}

// uneven requires that some of the concurrent round trips take the delay longer than others.
func (f *reorder) uneven(saw measured) record.Check {
	c := record.Check{Saw: fmt.Sprintf("%s; usually %s", saw.reached, chaos.Brief(saw.base))}
	if n := len(saw.reached.Took); n > 1 {
		c.OK = saw.reached.Took[n-1]-saw.reached.Took[0] >= f.Delay*8/10
	}
	return c
}
