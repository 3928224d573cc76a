package oncall

import (
	"fmt"
	"strings"
	"time"
)

// Facts are what the record tells of a round. Times are since the start of the load.
type Facts struct {
	Valid      bool          // the drill itself worked: the load was held, every fault was there
	Why        string        // why not
	Symptom    time.Duration // the first bad second that users saw
	Felt       bool          // there was one
	Recovered  time.Duration // the start of the good seconds that lasted until the responder was done
	Well       bool          // users were well then
	Held       bool          // and stayed so to the end, also when the trigger came again
	Lost       int           // orders that were lost or doubled
	Bad        int64         // requests that failed, from the symptom to the end of the round
	Scheduled  int64         // requests that were due in that time
	DoNothing  float64       // the fraction that fails where nobody does anything
	Collateral bool          // something was broken by hand that had been well
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
	for i := range r.count(Hinted) {
		add(fmt.Sprintf("hint %d", i+1), -hintCosts[i], 0, "taken")
	}
	if wrong := r.wrong(); wrong > 1 {
		add("wrong diagnoses", -(wrong-1)*wrongCost, 0, fmt.Sprintf("%d of them, the first is free", wrong))
	}
	s.Total = max(0, min(100, s.Total))
	return s
}

// scoreControl is for a round without an incident. All that there is to find out is that; who goes on to mend what is whole
// has not found it out.
func scoreControl(r *Round, add func(string, int, int, string)) {
	right := r.diagnosed().Right
	if right && r.Has(Resolved) {
		add("detect", detectPoints, detectPoints, "there was no incident, and you said so")
		add("diagnose", componentPoints+mechanismPoints+evidencePoints, 35, "no component, no mechanism")
		add("mitigate", holdPoints+harmlessPoints+triggerPoints, 35, "there was nothing to mend")
		add("user pain", painPoints, painPoints, "users felt nothing")
		return
	}
	add("detect", 0, detectPoints, "a false alarm: there was no incident")
	add("diagnose", 0, 35, "a cause was named for what did not happen, or none was")
	add("mitigate", 0, 35, "what was whole needs no mending")
	add("user pain", 0, painPoints, "users felt nothing before")
}

func scoreIncident(r *Round, f Facts, add func(string, int, int, string)) {
	points, why := r.detect()
	add("detect", points, detectPoints, why)
	d := r.diagnosed()
	add("component", worth(d.Part, componentPoints), componentPoints, said(d.Part, r.Scenario.Cause.Component))
	add("mechanism", worth(d.Right, mechanismPoints), mechanismPoints, said(d.Right, r.Scenario.Cause.Mechanism))
	evident := d.Right && strings.TrimSpace(evidence(d.Text)) != ""
	add("evidence", worth(evident, evidencePoints), evidencePoints, map[bool]string{true: "given", false: "none that goes with a right diagnosis"}[evident])
	mended := f.Valid && f.Well && r.Has(Resolved)
	add("recovered and held", worth(mended && f.Held, holdPoints), holdPoints, mitigated(r, f))
	add("no harm done", worth(mended && f.Lost == 0 && !f.Collateral, harmlessPoints), harmlessPoints, harm(f))
	add("survives the trigger", worth(mended && f.Held, triggerPoints), triggerPoints, map[bool]string{true: "it came again, and users stayed well", false: "not shown"}[mended && f.Held])
	points, why = pain(r, f)
	add("user pain", points, painPoints, why)
}

// detect pays for taking the page soon; saying nothing pays nothing.
func (r *Round) detect() (int, string) {
	page, _ := r.first(Paged)
	ack, ok := r.first(Acked)
	if !ok {
		return 0, "the page was never taken"
	}
	took := max(0, ack-page)
	left := 1 - float64(took-quickAck)/float64(slowAck-quickAck)
	return int(detectPoints * max(0, min(1, left))), fmt.Sprintf("taken %s after the page", took.Round(time.Second))
}

// diagnosed is the responder's last word.
func (r *Round) diagnosed() Entry {
	var last Entry
	for _, e := range r.Log {
		if e.What == Diagnose {
			last = e
		}
	}
	return last
}

func (r *Round) wrong() int {
	n := 0
	for _, e := range r.Log {
		if e.What == Diagnose && !e.Right {
			n++
		}
	}
	return n
}

func evidence(text string) string {
	_, after, _ := strings.Cut(text, ": ")
	return after
}

func worth(earned bool, points int) int {
	if earned {
		return points
	}
	return 0
}

func said(right bool, what string) string {
	if right {
		return "right: " + what
	}
	return "it was: " + what
}

func mitigated(r *Round, f Facts) string {
	switch {
	case !f.Valid:
		return "can't be told: " + f.Why
	case !r.Has(Resolved):
		return "nobody said that it was over"
	case !f.Well:
		return "users were not well when you said that it was over"
	case !f.Held:
		return "users were well, and did not stay so"
	}
	return "users were well, and stayed so"
}

func harm(f Facts) string {
	switch {
	case f.Lost > 0:
		return fmt.Sprintf("%d orders were lost or doubled", f.Lost)
	case f.Collateral:
		return "something else was broken on the way"
	}
	return "no order lost, nothing else broken"
}

// pain compares what users bore with what they would have borne in the same time had nobody done anything. Doing nothing
// pays nothing.
func pain(r *Round, f Facts) (int, string) {
	if !f.Valid || !f.Well || f.DoNothing <= 0 {
		return 0, "users were not well in the end"
	}
	page, _ := r.first(Paged)
	begin := page
	if f.Felt {
		begin = f.Symptom
	}
	end := page + limit
	if f.Scheduled == 0 || end <= begin {
		return 0, "no requests to compare"
	}
	rate := r.Scenario.Load.Rate
	all := f.DoNothing * rate * (end - begin).Seconds()
	saved := max(0, min(1, 1-float64(f.Bad)/all))
	return int(painPoints*saved + 0.5), fmt.Sprintf("%d requests failed; %.0f would have by the round's end", f.Bad, all)
}
