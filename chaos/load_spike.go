package chaos

import "fmt"

func init() {
	register(Kind{
		Name:    "load.spike",
		Family:  "load",
		Summary: "many more visitors come",
		Manual: "A crowd does what the users do, in the same mix, so many times as often as they do, or at a rate of its own where no load " +
			"runs or another one is wanted. Visits fall due whether or not the site keeps up; beyond a thousand that wait, further " +
			"ones are not made, and counted. Logins are the dearest of what visitors do. " + besideUsers,
		Acts:    InLab,
		Held:    true,
		Within:  loadProofTime,
		Example: Example{On: inNginx, Params: map[string]string{"rate": "150/s"}},
		New: func() Fault {
			f := &loadSpike{}
			f.onSite = onSite{pressure: f.crowd, still: stillRequests, shown: func(s crowdSeen) Proof {
				return Proof{Mechanism: s.sends(), Effect: s.moreRequests()}
			}}
			return f
		},
	})
}

// loadSpike multiplies the visitors.
type loadSpike struct {
	onSite
	atSite
	Times float64   `param:"times" default:"10" doc:"how many more visits there are than the users make, 0.1 to 100 times"`
	Rate  visitRate `param:"rate" doc:"visits a second, such as 500/s, instead of a multiple: 10/s to 2000/s"`
}

func (f *loadSpike) crowd() Pressure {
	return Pressure{Act: ActVisit, Rate: float64(f.Rate), Times: f.Times}
}

func (f *loadSpike) Validate() []Problem {
	problems := onlyNginx(f.On)
	if !(f.Times >= 0.1 && f.Times <= 100) {
		problems = append(problems, Problem{"times", fmt.Sprintf(`"times" is %g, out of bounds`, f.Times), "0.1 to 100"})
	}
	if f.Rate != 0 {
		problems = append(problems, rateUpTo(f.Rate, CrowdRate)...)
	}
	return problems
}
