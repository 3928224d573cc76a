package load

import (
	"fmt"
	"slices"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
)

var slowClientsKind = chaos.Kind{
	Name:    "load.slow-clients",
	Family:  "load",
	Summary: "hold connections with requests that never end",
	Manual: "Opens that many connections and sends a request over each, one byte from time to time, so that its headers never " +
		"end. nginx closes such a connection after one minute (client_header_timeout), and it is reopened. Each uses one " +
		"of nginx's connections and about 40 KB of its memory; the app does not see them. nginx may have 4096 connections. " +
		"This fault opens at most half of that, which users hardly notice. They do if nginx.worker-connections is injected " +
		"first and the count is well above its limit: then nginx closes new connections at once. The proof shows how many " +
		"requests nginx holds, and whether users get a connection. " + besideUsers,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortTraffic, chaos.PortHTTP, chaos.PortProbes},
	Held:    true,
	Within:  loadProofTime,
	Example: chaos.Example{On: chaos.Balancer, Params: map[string]string{"count": "200"}},
	New:     func() chaos.Fault { return fault{&slowClients{}} },
}

// slowClients holds connections with unfinished requests.
type slowClients struct {
	atSite
	Count int           `param:"count" default:"1000" min:"10" max:"2000" doc:"how many connections are held"`
	Every time.Duration `param:"every" default:"1s" min:"100ms" max:"30s" doc:"the time between two bytes"`
}

func (f *slowClients) pressure() chaos.Pressure {
	return chaos.Pressure{Act: chaos.ActHold, Count: f.Count, Every: f.Every}
}

func (f *slowClients) proof(s crowdSeen) chaos.Proof {
	return chaos.Proof{Mechanism: s.holds(), Effect: s.reads()}
}

func (f *slowClients) still(s crowdSeen) bool { return s.stillHeld(2) }

// holds is the proof of mechanism: nine of ten connections are open, or as many as nginx accepts.
func (s crowdSeen) holds() record.Check {
	c := s.after.crowd
	turned := s.each(func(p chaos.Pressed) int { return p.Ended + failed(p) })
	full := c.Open > 0 && turned > 0
	saw := fmt.Sprintf("%d of %d connections stand, each with a request that does not end", c.Open, s.pressure.Count)
	if turned > 0 {
		saw += fmt.Sprintf(", and %.0f a second are turned away", turned)
	}
	return record.Check{OK: c.Open*10 >= s.pressure.Count*9 || full, Saw: saw}
}

func failed(p chaos.Pressed) int {
	n := 0
	for _, count := range p.Failures {
		n += count
	}
	return n
}

// reads is the proof of effect: nginx has the unfinished requests, or a user gets no connection.
func (s crowdSeen) reads() record.Check {
	f, page := s.flow(), s.after.page
	if !page.OK && slices.Contains([]string{record.ClassReset, record.ClassRefused, record.ClassTimeout}, page.Class) {
		return record.Check{OK: true, Saw: "a user's page: " + page.String()}
	}
	c := record.Check{OK: f.Known && s.stillHeld(8), Saw: f.String()}
	if f.Known {
		c.Saw = fmt.Sprintf("nginx has %d connections with a request that has not ended, %d before, of %d connections in all; %s",
			f.Reading, s.undo.Base.Reading, f.Active, s.pageTook())
	}
	return c
}

// stillHeld reports whether nginx has that many tenths of the crowd's connections in addition to those from before.
func (s crowdSeen) stillHeld(tenths int) bool {
	count := s.pressure.Count
	if s.after.crowd.There {
		count = s.after.crowd.Open
	}
	return s.flow().Reading*10 >= s.undo.Base.Reading*10+max(count, 1)*tenths
}
