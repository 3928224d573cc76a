package load

import (
	"strings"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
	"firedrill/internal/stubstatus"
)

// second is what two looks see that are a second apart: counts of the crowd and of nginx that grew by so much, on a base
// of 200 requests and 5 connections a second.
func second(p chaos.Pressure, crowd chaos.Pressed, site stubstatus.Status) crowdSeen {
	at := time.Unix(1000, 0)
	crowd.There = true
	s := crowdSeen{pressure: p, undo: planned{Asked: crowd.Asked, Base: siteFlow{Known: true, Requests: 200, Accepts: 5}}}
	s.before = siteLook{at: at, known: true, crowd: chaos.Pressed{There: true}, site: stubstatus.Status{Accepted: 100, Requests: 1000}, page: chaos.Answer{OK: true}}
	site.Accepted, site.Requests = site.Accepted+100, site.Requests+1000
	s.after = siteLook{at: at.Add(time.Second), known: true, crowd: crowd, site: site, page: chaos.Answer{OK: true}}
	return s
}

func TestProof_NeedsTheCrowdAndTheSite(t *testing.T) {
	well := map[string]int{"200": 390}
	for _, c := range []struct {
		what              string
		seen              crowdSeen
		proof             func(crowdSeen) chaos.Proof
		mechanism, effect bool
	}{
		{"as asked", second(chaos.Pressure{Rate: 400}, chaos.Pressed{Asked: 400, Due: 398, Statuses: well, Worked: 390}, stubstatus.Status{Requests: 600, Accepted: 400}), busted, true, true},
		{"nothing happens", second(chaos.Pressure{Rate: 400}, chaos.Pressed{Asked: 400}, stubstatus.Status{Requests: 200, Accepted: 5}), busted, false, false},
		{"visits are due and none is made", second(chaos.Pressure{Rate: 400}, chaos.Pressed{Asked: 400, Due: 400, Dropped: 400}, stubstatus.Status{Requests: 200}), busted, false, false},
		{"they come from the cache", second(chaos.Pressure{Rate: 400}, chaos.Pressed{Asked: 400, Due: 400, Statuses: well, Worked: 300}, stubstatus.Status{Requests: 600}), busted, true, false},
		{"nobody is answered", second(chaos.Pressure{Rate: 400}, chaos.Pressed{Asked: 400, Due: 400}, stubstatus.Status{Requests: 600}), spiked, true, false},
		{"the site has no more than before", second(chaos.Pressure{Rate: 400}, chaos.Pressed{Asked: 400, Due: 400, Statuses: well}, stubstatus.Status{Requests: 200}), spiked, true, false},
		{"a spike", second(chaos.Pressure{Rate: 400}, chaos.Pressed{Asked: 400, Due: 400, Statuses: well}, stubstatus.Status{Requests: 600}), spiked, true, true},
		{"bodies are refused", second(chaos.Pressure{Rate: 40, Bytes: 9e5}, chaos.Pressed{Asked: 40, Due: 40, Statuses: map[string]int{"413": 40}}, stubstatus.Status{Requests: 240}), uploaded, true, false},
		{"bodies are taken", second(chaos.Pressure{Rate: 40, Bytes: 9e5}, chaos.Pressed{Asked: 40, Due: 40, Statuses: map[string]int{"400": 40}}, stubstatus.Status{Requests: 240}), uploaded, true, true},
		{"connections stand", second(chaos.Pressure{Count: 100}, chaos.Pressed{Open: 95}, stubstatus.Status{Reading: 95}), held, true, true},
		{"nginx knows nothing of them", second(chaos.Pressure{Count: 100}, chaos.Pressed{Open: 95}, stubstatus.Status{Reading: 2}), held, true, false},
		{"half of them stand", second(chaos.Pressure{Count: 100}, chaos.Pressed{Open: 50}, stubstatus.Status{Reading: 50}), held, false, true},
		{"half of them stand, since nginx is full", second(chaos.Pressure{Count: 100}, chaos.Pressed{Open: 50, Ended: 30}, stubstatus.Status{Reading: 50}), held, true, true},
		{"a request comes again", second(chaos.Pressure{Tries: 3}, chaos.Pressed{Users: 200, Proof: 3}, stubstatus.Status{Requests: 200}), retried, true, true},
		{"it came again too seldom", second(chaos.Pressure{Tries: 3}, chaos.Pressed{Users: 200, Proof: 2}, stubstatus.Status{Requests: 200}), retried, true, false},
		{"there are no users", second(chaos.Pressure{Tries: 3}, chaos.Pressed{Proof: 3}, stubstatus.Status{Requests: 200}), retried, false, true},
	} {
		p := c.proof(c.seen)
		if p.Mechanism.OK != c.mechanism || p.Effect.OK != c.effect {
			t.Errorf("%s: mechanism %t (%s), effect %t (%s)", c.what, p.Mechanism.OK, p.Mechanism.Saw, p.Effect.OK, p.Effect.Saw)
		}
	}
}

func spiked(s crowdSeen) chaos.Proof {
	return chaos.Proof{Mechanism: s.sends(), Effect: s.moreRequests()}
}
func busted(s crowdSeen) chaos.Proof   { return chaos.Proof{Mechanism: s.sends(), Effect: s.missed()} }
func uploaded(s crowdSeen) chaos.Proof { return chaos.Proof{Mechanism: s.sends(), Effect: s.tookIn()} }
func held(s crowdSeen) chaos.Proof     { return chaos.Proof{Mechanism: s.holds(), Effect: s.reads()} }
func retried(s crowdSeen) chaos.Proof {
	return chaos.Proof{Mechanism: s.follows(), Effect: s.repeats()}
}

func TestReads_RefusedUserIsAnEffect(t *testing.T) {
	s := second(chaos.Pressure{Count: 100}, chaos.Pressed{Open: 50, Ended: 9}, stubstatus.Status{})
	s.after.known, s.after.page = false, chaos.Answer{Class: record.ClassReset}
	if c := s.reads(); !c.OK {
		t.Errorf("got %+v", c)
	}
	s.after.page = chaos.Answer{Class: record.ClassHTTP5App}
	if c := s.reads(); c.OK {
		t.Errorf("an answer of the app counts as none of nginx: %+v", c)
	}
}

func TestFlow_UnknownAfterARestart(t *testing.T) {
	s := second(chaos.Pressure{}, chaos.Pressed{}, stubstatus.Status{})
	s.after.site.Requests = 3
	if f := s.flow(); f.Known {
		t.Errorf("got %+v", f)
	}
}

func TestMade_SaysWhatIsBeyondTheBound(t *testing.T) {
	s := second(chaos.Pressure{}, chaos.Pressed{Asked: 2000, Due: 2000}, stubstatus.Status{})
	s.undo.Asked = 5000
	if text := s.made(); !strings.Contains(text, "2000 visits a second of the 2000 asked") || !strings.Contains(text, "5000 were asked for") {
		t.Errorf("got %q", text)
	}
}

func TestKinds_ParametersAreBounded(t *testing.T) {
	for _, c := range []struct {
		kind   string
		params map[string]string
		wrong  string // the parameter at fault, "" for none
	}{
		{"load.spike", nil, ""},
		{"load.spike", map[string]string{"times": "0"}, "times"},
		{"load.spike", map[string]string{"times": "1000"}, "times"},
		{"load.spike", map[string]string{"rate": "200"}, "rate"},
		{"load.spike", map[string]string{"rate": "2001/s"}, "rate"},
		{"load.spike", map[string]string{"rate": "NaN/s"}, "rate"},
		{"load.spike", map[string]string{"on": "redis"}, "on"},
		{"load.cache-bust", map[string]string{"rate": "5/s"}, "rate"},
		{"load.big-bodies", map[string]string{"size": "1001"}, "size"},
		{"load.big-bodies", map[string]string{"rate": "500/s", "size": "1000"}, "size"},
		{"load.slow-clients", map[string]string{"count": "2001"}, "count"},
		{"load.slow-clients", map[string]string{"every": "1ms"}, "every"},
		{"load.connection-churn", map[string]string{"rate": "1001/s"}, "rate"},
		{"load.retry-storm", nil, ""},
		{"load.retry-storm", map[string]string{"tries": "11"}, "tries"},
		{"load.retry-storm", map[string]string{"patience": "1m"}, "patience"},
	} {
		on := "nginx"
		if c.params["on"] != "" {
			on = c.params["on"]
			c.params = nil
		}
		problems := chaos.NewIndex(Kinds()...).Check(c.kind, on, c.params)
		if c.wrong == "" && len(problems) > 0 || c.wrong != "" && (len(problems) != 1 || problems[0].Param != c.wrong) {
			t.Errorf("%s %v: got %q", c.kind, c.params, problems)
		}
	}
}
