package load

import (
	"fmt"

	"firedrill/chaos"
	"firedrill/internal/record"
)

var bigBodiesKind = chaos.Kind{
	Name:    "load.big-bodies",
	Family:  "load",
	Summary: "send requests with large bodies",
	Manual: "A crowd logs in with passwords of that size. nginx receives a whole body before it forwards it to the app, and " +
		"writes what exceeds its buffer to its disk. The app reads 64 KB and refuses the rest. This costs bandwidth, CPU " +
		"time and disk of nginx, and connections to the app, which are closed each time. At most 64 requests are in " +
		"flight. nginx refuses a body above its client_max_body_size, 1 MB unless another fault changed it, and then " +
		"little of this costs anything. " + besideUsers,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortTraffic, chaos.PortHTTP, chaos.PortProbes},
	Held:    true,
	Within:  loadProofTime,
	Example: chaos.Example{On: chaos.Balancer, Params: map[string]string{"rate": "10/s"}},
	Ends:    chaos.Ends{"rate max": {"size": "100"}},
	New:     func() chaos.Fault { return fault{&bigBodies{}} },
}

// bigBodies sends large request bodies.
type bigBodies struct {
	atSite
	Rate chaos.VisitRate `param:"rate" default:"20/s" min:"10/s" max:"500/s" doc:"requests a second"`
	Size int             `param:"size" default:"900" min:"64" max:"1000" doc:"size of a body in kilobytes; rate and size together at most 64 MB a second"`
}

func (f *bigBodies) pressure() chaos.Pressure {
	return chaos.Pressure{Act: chaos.ActUpload, Rate: float64(f.Rate), Bytes: f.Size << 10}
}

func (f *bigBodies) proof(s crowdSeen) chaos.Proof {
	return chaos.Proof{Mechanism: s.sends(), Effect: s.tookIn()}
}

func (f *bigBodies) still(s crowdSeen) bool { return stillRequests(s) }

func (f *bigBodies) Validate() []chaos.Problem {
	problems := f.atSite.Validate()
	if float64(f.Rate)*float64(f.Size<<10) > chaos.CrowdBytes {
		problems = append(problems, chaos.Problem{Param: "size", Message: fmt.Sprintf("%g/s of %d KB are more than %d MB a second", float64(f.Rate), f.Size, chaos.CrowdBytes>>20), Hint: "a lower rate, or a smaller size"})
	}
	return problems
}

// tookIn is the proof of effect: nginx received the whole body of each request that was not refused.
func (s crowdSeen) tookIn() record.Check {
	rate := s.each(visitsAnswered)
	return record.Check{OK: rate >= s.asked()/4 && s.more(requests),
		Saw: fmt.Sprintf("nginx took in %.1f MB a second for them; %s", rate*float64(s.pressure.Bytes)/1e6, s.against(requests, "requests"))}
}
