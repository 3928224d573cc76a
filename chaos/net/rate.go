package net

import (
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
)

var rateKind = chaos.Kind{
	Name:    "net.rate",
	Family:  "net",
	Summary: "limit the bandwidth",
	Manual: "A link of that rate with a queue in front of it: packets wait for those before them, and are dropped if the queue " +
		"is full. Small answers are hardly affected, large ones are. The rate applies to each limited direction. " + chaos.EndsWithNamespace,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortNet},
	Held:    true,
	Within:  chaos.PacketProofTime,
	Needs:   []chaos.Need{chaos.NeedPackets},
	Example: chaos.Example{On: "redis", Params: map[string]string{"rate": "2mbit"}},
	New:     func() chaos.Fault { return fault{&rate{}} },
}

// rate limits the bandwidth.
type rate struct {
	wire
	Rate chaos.BitRate `param:"rate" required:"true" min:"64kbit" max:"100mbit" doc:"bits a second, such as 512kbit"`
}

func (f *rate) path() wire { return f.wire }

func (f *rate) Validate() []chaos.Problem {
	if f.Direction == "out" && f.Peer == "" {
		return []chaos.Problem{{Param: "direction", Message: `"out" needs a "peer", to which it can be measured`, Hint: "peer: a service"}}
	}
	return nil
}

// rateLoad is how many bytes a connection sends to measure a rate: no more than any service reads before it answers.
const rateLoad = 8000

func (f *rate) damage() damage {
	s := f.spec()
	s.Rate = int64(f.Rate)
	r := f.toward()
	if f.Direction == "out" {
		r = f.near()
	}
	r.Send = rateLoad
	// As many as take a fifth of a second at that rate, but not too many for the service.
	r.Count = int(min(max(float64(f.Rate)/5/8/rateLoad, 1), 60))
	r.Within = 2*f.least(r.Count) + 5*time.Second
	return damage{apply: chaos.Damage{Packets: &s}, reach: r, shows: func(saw measured) record.Check {
		c := record.Check{Saw: saw.reached.String()}
		if n := len(saw.reached.Took); n == r.Count {
			last := saw.reached.Took[n-1]
			c.OK = last >= f.least(n)*7/10
			c.Saw = fmt.Sprintf("%d bytes took %s, at the rate asked %s", n*rateLoad, chaos.Brief(last), chaos.Brief(f.least(n)))
		}
		return c
	}}
}

// least is how long the bytes of that many connections take at the rate, without headers.
func (f *rate) least(count int) time.Duration {
	return time.Duration(float64(count*rateLoad*8) / float64(max(f.Rate, 1)) * float64(time.Second))
}
