package oncall

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"firedrill/scenarios"
)

// Facts are what the record tells of a round. Times are since the start of the load.
type Facts struct {
	Symptom   time.Duration `json:"symptom"`    // the first bad second for users
	Felt      bool          `json:"felt"`       // there was one
	Held      bool          `json:"held"`       // users were well once the responder was done, also when the trigger came again
	Why       string        `json:"why"`        // how it is known, or why it can't be
	Lost      int           `json:"lost"`       // orders that were lost or doubled
	Bad       int64         `json:"bad"`        // requests that failed or were slow, from the symptom to the end
	Scheduled int64         `json:"scheduled"`  // requests that were due in that time
	Clear     int64         `json:"clear"`      // those of them that were due in seconds in which this machine kept up
	ClearBad  int64         `json:"clear_bad"`  // the bad ones among these
	Well      bool          `json:"well"`       // users were well in the last second
	Recovered time.Duration `json:"recovered"`  // from when on they were
	DoNothing float64       `json:"do_nothing"` // the fraction of them that was bad between the symptom and the page; of two incidents, of the worse
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
	Of     int    `json:"of"` // 0 for what can only cost
	Why    string `json:"why"`
}

// What each part is worth. docs/oncall.md says why.
const (
	detectPoints    = 15
	componentPoints = 15
	mechanismPoints = 15
	evidencePoints  = 5
	holdPoints      = 25
	harmlessPoints  = 5
	triggerPoints   = 5
	painPoints      = 15
	wrongCost       = 5 // of each wrong diagnosis but the first
)

// quickAck is how soon after the page it is taken without loss; at slowAck nothing is left of the points.
const (
	quickAck = time.Minute
	slowAck  = 6 * time.Minute
)

// Score adds a round up.
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

// scoreControl is for a round without an incident. All that there is to find out is that; who goes on to mend what is whole
// has not found it out.
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

// scoreIncident is for a round with one incident or two. What there is to find out in each is worth as much; what users have
// in the end is looked at once.
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

// shared adds up what each incident is worth of some points.
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

// wrong counts the wrong diagnoses that name a cause, and those that say that there is none.
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

// wrongWhy says what wrong diagnoses cost. To ask whether there is an incident at all is never free.
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

// pain compares what users bore with what they would have borne in the same time had nobody done anything. Doing nothing
// pays nothing.
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

// bore is how many requests were bad by the lab's doing: where this machine was too busy for some seconds, as many of these as of
// the others.
func (f Facts) bore() float64 {
	if f.Clear == 0 || f.Clear == f.Scheduled {
		return float64(f.Bad)
	}
	return min(float64(f.Bad), float64(f.ClearBad)/float64(f.Clear)*float64(f.Scheduled))
}
