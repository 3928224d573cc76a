package chaos

import (
	"fmt"

	"firedrill/internal/record"
)

var loadBigBodiesKind = Kind{
	Name:    "load.big-bodies",
	Family:  "load",
	Summary: "visitors send requests with big bodies",
	Manual: "A crowd logs in with passwords of that size. nginx takes a body in whole before the app hears of it, and writes what is " +
		"beyond its buffer to its disk; the app reads 64 KB and refuses the rest. What it costs is the line, nginx's processor " +
		"and disk, and connections to the app, which are given up each time. At most 64 are under way at once. nginx refuses a " +
		"body beyond its client_max_body_size, 1 MB unless another fault changed it, and then little of it costs anything. " + besideUsers,
	Acts:    InLab,
	Held:    true,
	Within:  loadProofTime,
	Example: Example{On: inNginx, Params: map[string]string{"rate": "10/s"}},
	Ends:    Ends{"rate max": {"size": "100"}},
	New: func() Fault {
		f := &loadBigBodies{}
		f.onSite = onSite{pressure: f.crowd, still: stillRequests, shown: func(s crowdSeen) Proof {
			return Proof{Mechanism: s.sends(), Effect: s.tookIn()}
		}}
		return f
	},
}

// loadBigBodies sends much.
type loadBigBodies struct {
	onSite
	atSite
	Rate visitRate `param:"rate" default:"20/s" min:"10/s" max:"500/s" doc:"requests a second"`
	Size int       `param:"size" default:"900" min:"64" max:"1000" doc:"kilobytes of a body; rate and size together at most 64 MB a second"`
}

func (f *loadBigBodies) crowd() Pressure {
	return Pressure{Act: ActUpload, Rate: float64(f.Rate), Bytes: f.Size << 10}
}

func (f *loadBigBodies) Validate() []Problem {
	problems := onlyNginx(f.On)
	if float64(f.Rate)*float64(f.Size<<10) > CrowdBytes {
		problems = append(problems, Problem{"size", fmt.Sprintf("%g/s of %d KB are more than %d MB a second", float64(f.Rate), f.Size, CrowdBytes>>20), "a lower rate, or a smaller size"})
	}
	return problems
}

// tookIn is the proof of effect: what was answered was taken in whole, unless it was turned away.
func (s crowdSeen) tookIn() record.Check {
	rate := s.each(visitsAnswered)
	return record.Check{OK: rate >= s.asked()/4 && s.more(requests),
		Saw: fmt.Sprintf("nginx took in %.1f MB a second for them; %s", rate*float64(s.pressure.Bytes)/1e6, s.against(requests, "requests"))}
}
