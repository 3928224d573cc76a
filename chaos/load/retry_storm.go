package load

import (
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
)

var retryStormKind = chaos.Kind{
	Name:    "load.retry-storm",
	Family:  "load",
	Summary: "make clients retry failed and slow requests at once",
	Manual: "A request that fails, or that takes longer than the patience, is sent again at once, and again, without a pause; " +
		"orders keep their idempotency key. The first request is measured as before, and only it is in the record. As long " +
		"as the lab is healthy nothing is retried, so the fault does no harm by itself: combine it with a short cause. " +
		"With container.pause or postgres.lock for three seconds at the start of the fault phase, the requests that were " +
		"held up arrive several times at once. A lab without spare capacity then stays slow after the cause is gone, " +
		"because slow requests are retried, until this fault is reverted or the load is shed. As proof, one request that " +
		"must fail (product 0) is sent that way. With a rate the fault has users of its own, for a lab without load. " + besideUsers,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortTraffic, chaos.PortHTTP, chaos.PortProbes},
	Held:    true,
	Within:  loadProofTime,
	Example: chaos.Example{On: chaos.Balancer, Params: map[string]string{"rate": "20/s"}},
	New:     func() chaos.Fault { return fault{&retryStorm{}} },
}

// retryStorm makes clients retry at once.
type retryStorm struct {
	atSite
	Tries    int             `param:"tries" default:"4" min:"1" max:"10" doc:"how often a request is retried"`
	Patience time.Duration   `param:"patience" default:"1s" min:"100ms" max:"30s" doc:"requests that take longer are retried too"`
	Rate     chaos.VisitRate `param:"rate" min:"10/s" max:"200/s" doc:"requests a second of users of its own; default: the load's own users"`
}

func (f *retryStorm) pressure() chaos.Pressure {
	return chaos.Pressure{Act: chaos.ActRetry, Rate: float64(f.Rate), Times: float64(f.Tries), Tries: f.Tries, Patience: f.Patience}
}

func (f *retryStorm) proof(s crowdSeen) chaos.Proof {
	return chaos.Proof{Mechanism: s.follows(), Effect: s.repeats()}
}

func (f *retryStorm) still(s crowdSeen) bool { return f.Rate > 0 && s.more(requests) }

// follows is the proof of mechanism: there are users, and failed requests are sent again.
func (s crowdSeen) follows() record.Check {
	users := s.pressure.Rate
	if users == 0 {
		users = s.after.crowd.Users
	}
	return record.Check{OK: users > 0, Saw: fmt.Sprintf("users who make %.0f visits a second send again what fails or takes longer than %s", users, s.pressure.Patience)}
}

// repeats is the proof of effect. It does not claim that users notice: only that a failed request is sent again.
func (s crowdSeen) repeats() record.Check {
	c := s.after.crowd
	return record.Check{OK: c.Proof >= s.pressure.Tries,
		Saw: fmt.Sprintf("a request that can't succeed was sent again %d times, of what users did not get %d requests so far%s; %s", c.Proof, max(0, c.Again-c.Proof), outcomes(c), s.pageTook())}
}
