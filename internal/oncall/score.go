package oncall

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"firedrill/scenarios"
)

// Facts are what the record shows of a round. Times are since the start of the load.
type Facts struct {
	Symptom   time.Duration `json:"symptom"`    // first bad second for users
	Felt      bool          `json:"felt"`       // there was a bad second
	Held      bool          `json:"held"`       // users were well after the responder was done, and after the trigger
	Why       string        `json:"why"`        // how Held is known, or why it cannot be
	Lost      int           `json:"lost"`       // lost or doubled orders
	Bad       int64         `json:"bad"`        // failed or slow requests, from the symptom to the end
	Scheduled int64         `json:"scheduled"`  // requests due in that time
	Clear     int64         `json:"clear"`      // those of Scheduled in seconds in which this machine kept up
	ClearBad  int64         `json:"clear_bad"`  // bad requests of Clear
	Well      bool          `json:"well"`       // users were well in the last second
	Recovered time.Duration `json:"recovered"`  // since when they were well
	DoNothing float64       `json:"do_nothing"` // fraction of bad requests between the symptom and the page; the worse of two incidents
}

// Sheet is a round's score.
type Sheet struct {
	Total int    `json:"total"`
	Lines []Line `json:"lines"`
}

// Line is one part of the score.
type Line struct {
	Name   string `json:"name"`
	Points int    `json:"points"`
	Of     int    `json:"of"` // maximum; 0 for a line that can only cost points
	Why    string `json:"why"`
}

// Points of each part. docs/oncall.md explains them.
const (
	detectPoints    = 15
	componentPoints = 15
	mechanismPoints = 15
	evidencePoints  = 5
	holdPoints      = 25
	harmlessPoints  = 5
	triggerPoints   = 5
	painPoints      = 15
	wrongCost       = 5 // for each wrong diagnosis after the first
)

// quickAck is the time after the page up to which an acknowledgement earns all points; at slowAck it earns none.
const (
	quickAck = time.Minute
	slowAck  = 6 * time.Minute
)

// Score computes a round's score.
func Score(r *Round, f Facts) Sheet {
	var s Sheet
	add := func(name string, points, of int, why string) {
		s.Lines = append(s.Lines, Line{name, points, of, why})
		s.Total += points
	}
	if r.Scenario.Control() {
		scoreControl(r, add)
	} else {
		scoreIncident(r, f, add)
	}
	for _, one := range r.incidents() {
		for i := range one.hints() {
			add(fmt.Sprintf("hint %d", i+1), -hintCosts[i], 0, "taken")
		}
	}
	if wrong, none := r.wrong(); wrong > 1 || none > 0 {
		add("wrong diagnoses", -(max(0, wrong-1)+none)*wrongCost, 0, wrongWhy(wrong, none))
	}
	s.Total = max(0, min(100, s.Total))
	return s
}

// scoreControl scores a round without an incident. The only right finding is that there is none. A responder who
// changes something in the healthy lab has not found it.
func scoreControl(r *Round, add func(string, int, int, string)) {
	right := r.now().diagnosed().Right
	if right && r.Has(Resolved) {
		add("detect", detectPoints, detectPoints, "there was no incident, and you said so")
		add("diagnose", componentPoints+mechanismPoints+evidencePoints, 35, "no component, no mechanism")
		add("mitigate", holdPoints+harmlessPoints+triggerPoints, 35, "there was nothing to fix")
		add("user pain", painPoints, painPoints, "users saw no problem")
		return
	}
	add("detect", 0, detectPoints, "a false alarm: there was no incident")
	add("diagnose", 0, 35, "a cause was named where there was none")
	add("mitigate", 0, 35, "nothing was broken")
	add("user pain", 0, painPoints, "users saw no problem before")
}

// scoreIncident scores a round with one or two incidents. The diagnoses of both are worth the same; the users' state
// is measured once, at the end.
func scoreIncident(r *Round, f Facts, add func(string, int, int, string)) {
	all := r.incidents()
	share := func(name string, of int, part func(incident) (float64, string)) {
		points, why := shared(all, of, part)
		add(name, points, of, why)
	}
	share("detect", detectPoints, incident.detect)
	share("component", componentPoints, incident.component)
	share("mechanism", mechanismPoints, incident.mechanism)
	share("evidence", evidencePoints, incident.evidence)
	mended := f.Held && r.Mended()
	add("recovered and held", worth(mended, holdPoints), holdPoints, mitigated(r, f))
	add("no harm done", worth(mended && f.Lost == 0, harmlessPoints), harmlessPoints, harm(f))
	add("survives the trigger", worth(mended, triggerPoints), triggerPoints, map[bool]string{true: "the trigger came again, and users stayed well", false: "not shown"}[mended])
	points, why := pain(r, f)
	add("user pain", points, painPoints, why)
}

// shared averages the earned share of each incident and multiplies it by the points.
func shared(all []incident, of int, part func(incident) (float64, string)) (points int, why string) {
	var sum float64
	var whys []string
	for _, one := range all {
		earned, why := part(one)
		sum += earned
		whys = append(whys, why)
	}
	return int(float64(of) * sum / float64(len(all))), strings.Join(slices.Compact(whys), "; ")
}

// wrong counts the wrong diagnoses: those that name a cause, and those that say there is none.
func (r *Round) wrong() (named, none int) {
	for _, e := range r.Log {
		switch {
		case e.What != Diagnose || e.Right:
		case strings.HasPrefix(e.Text, scenarios.None+" "):
			none++
		default:
			named++
		}
	}
	return named, none
}

// wrongWhy explains the cost of wrong diagnoses. A wrong "no incident" is never free.
func wrongWhy(named, none int) string {
	var parts []string
	if named > 0 {
		parts = append(parts, fmt.Sprintf("%d wrong causes, the first is free", named))
	}
	if none > 0 {
		parts = append(parts, fmt.Sprintf("%d times \"no incident\", never free", none))
	}
	return strings.Join(parts, "; ")
}

func worth(earned bool, points int) int {
	if earned {
		return points
	}
	return 0
}

func mitigated(r *Round, f Facts) string {
	if !r.Mended() {
		return "the incident was not resolved"
	}
	return f.Why
}

func harm(f Facts) string {
	if f.Lost > 0 {
		return fmt.Sprintf("%d orders were lost or doubled", f.Lost)
	}
	return "no order lost or doubled"
}

// pain compares the users' bad requests with those of the same period without any fix. Doing nothing earns nothing.
func pain(r *Round, f Facts) (int, string) {
	switch {
	case !r.Mended():
		return 0, "not counted: the incident was not resolved"
	case !f.Held:
		return 0, "not counted: " + f.Why
	case !f.Felt || f.DoNothing <= 0:
		return painPoints, "no request failed, or took a second"
	}
	page, _ := r.incidents()[0].first(Paged)
	all := f.DoNothing * r.Scenario.Load.Rate * (page + limit - f.Symptom).Seconds()
	bore := f.bore()
	saved := max(0, min(1, 1-bore/all))
	return int(painPoints*saved + 0.5), fmt.Sprintf("%.0f bad requests; %.0f without a fix", bore, all)
}

// bore returns the number of requests that were bad because of the lab. For seconds in which this machine was too
// busy, it assumes the same fraction as in the others.
func (f Facts) bore() float64 {
	if f.Clear == 0 || f.Clear == f.Scheduled {
		return float64(f.Bad)
	}
	return min(float64(f.Bad), float64(f.ClearBad)/float64(f.Clear)*float64(f.Scheduled))
}
