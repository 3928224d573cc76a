// Package compare compares two sets of runs. It is pure: it owns what is compared and when a difference is larger than
// chance. It does not know where results are stored.
package compare

import (
	"maps"
	"slices"

	"firedrill/internal/grade"
)

// Schema is the version of the JSON of a Comparison.
const Schema = "firedrill.comparison/1"

// Least is the minimum number of runs of a side. With fewer, the spread cannot be estimated.
const Least = 3

// Plenty is the recommended number of runs of a side. With fewer, about one unchanged signal in 16 looks changed; with
// this many, one in 200.
const Plenty = 5

// Set is one side: valid runs of one drill.
type Set struct {
	Name    string // as the user asked for it
	Results []*grade.Result
}

// Comparison lists the changes from A to B.
type Comparison struct {
	Schema     string      `json:"schema"`
	A          Side        `json:"a"`
	B          Side        `json:"b"`
	Objectives []Objective `json:"objectives"` // those on both sides
	Signals    []Signal    `json:"signals"`
	OnlyA      []string    `json:"only_a"` // objectives that only A has
	OnlyB      []string    `json:"only_b"`
}

// Side lists the runs of a side.
type Side struct {
	Name     string                `json:"name"`
	Scenario string                `json:"scenario"`
	Lab      string                `json:"lab"`
	Runs     []string              `json:"runs"`
	Verdicts map[grade.Verdict]int `json:"verdicts"`
}

// Signal is one number of the runs, on both sides.
type Signal struct {
	Phase string `json:"phase"`
	Name  string `json:"name"`
	Unit  string `json:"unit"` // as that of an objective, or "points"
	Change
}

// Objective is one objective of the runs, on both sides. An objective without a number has only verdicts.
type Objective struct {
	Text string `json:"text"`
	Unit string `json:"unit"`
	MetA int    `json:"met_a"` // number of runs of A that met it
	MetB int    `json:"met_b"`
	Change
}

// Compare compares two sets of runs. Objectives have the order of A's newest run.
func Compare(a, b Set) *Comparison {
	c := &Comparison{Schema: Schema, A: sideOf(a), B: sideOf(b), Objectives: []Objective{}, Signals: []Signal{}, OnlyA: []string{}, OnlyB: []string{}}
	textsA, textsB := objectivesOf(a), objectivesOf(b)
	for _, text := range textsA {
		if slices.Contains(textsB, text) {
			c.Objectives = append(c.Objectives, objective(text, a, b))
		} else {
			c.OnlyA = append(c.OnlyA, text)
		}
	}
	for _, text := range textsB {
		if !slices.Contains(textsA, text) {
			c.OnlyB = append(c.OnlyB, text)
		}
	}
	for _, s := range signals() {
		row := Signal{Phase: s.phase, Name: s.name, Unit: s.unit, Change: change(s.values(a), s.values(b), s.unit, s.good)}
		if row.A.Runs > 0 || row.B.Runs > 0 {
			c.Signals = append(c.Signals, row)
		}
	}
	return c
}

func sideOf(s Set) Side {
	side := Side{Name: s.Name, Runs: []string{}, Verdicts: map[grade.Verdict]int{}}
	for _, r := range s.Results {
		side.Scenario, side.Lab = r.Scenario, r.Lab
		side.Runs = append(side.Runs, r.Run)
		side.Verdicts[r.Verdict]++
	}
	return side
}

// objectivesOf lists the objectives of a set, each once.
func objectivesOf(s Set) []string {
	var texts []string
	for _, r := range s.Results {
		for i := range r.Objectives {
			if text := r.Objectives[i].Text; !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
	}
	return texts
}

func objective(text string, a, b Set) Objective {
	valuesA, metA, o := objectiveIn(text, a)
	valuesB, metB, _ := objectiveIn(text, b)
	return Objective{Text: text, Unit: o.Unit, MetA: metA, MetB: metB, Change: change(valuesA, valuesB, o.Unit, better(o.Bound.Op))}
}

// objectiveIn collects the values and verdicts of one objective in a set.
func objectiveIn(text string, s Set) (values []float64, met int, last grade.Objective) {
	for _, r := range s.Results {
		for _, o := range r.Objectives {
			if o.Text != text {
				continue
			}
			last = o
			if o.Verdict == grade.Pass {
				met++
			}
			if v, ok := o.Value.(float64); ok {
				values = append(values, v)
			}
			break
		}
	}
	return values, met, last
}

// better is the direction in which the value of an objective gets better.
func better(op string) direction {
	switch op {
	case "<=", "<":
		return lower
	case ">=", ">":
		return higher
	}
	return neither
}

// Kinds counts the changes of each kind.
func (c *Comparison) Kinds() map[Kind]int {
	n := map[Kind]int{}
	for _, s := range c.Signals {
		n[s.Kind]++
	}
	return n
}

// verdictsOf lists verdicts in a fixed order.
func verdictsOf(n map[grade.Verdict]int) []grade.Verdict { return slices.Sorted(maps.Keys(n)) }
