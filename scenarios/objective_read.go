package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"firedrill/internal/source"
)

// What an objective's entry may hold beside its phase, where it is graded.
const (
	keyKey    = "key"
	keyWeight = "weight"
)

// readObjectives reads a list of entries such as
//
//   - fault: failed <= 5%
//     key: true
//
// Of a signature, which is not graded, an entry holds the phase alone.
func (r *reader) readObjectives(v source.Value, graded bool) []Objective {
	var objectives []Objective
	for _, entry := range v.Filled("write at least one entry, such as \"- fault: failed <= 5%\"") {
		if o, ok := r.readObjective(entry, graded); ok {
			objectives = append(objectives, o)
		}
	}
	return objectives
}

func (r *reader) readObjective(v source.Value, graded bool) (Objective, bool) {
	var o Objective
	known := slices.Clone(objectivePhases)
	if graded {
		known = append(known, keyKey, keyWeight)
	}
	key, weight, found := false, 1.0, false
	entries := v.Entries()
	for _, e := range entries {
		switch {
		case slices.Contains(objectivePhases, e.Key) && found:
			e.Name.Mistake(fmt.Sprintf("%q is a second phase in one entry", e.Key), "begin a new entry with \"- "+e.Key+":\"")
		case slices.Contains(objectivePhases, e.Key):
			found = true
			o = r.readBound(e)
		case graded && e.Key == keyKey:
			key = e.Value.Bool()
		case graded && e.Key == keyWeight:
			weight = e.Value.Number(100)
		default:
			found = true // most likely a mistyped phase; that it is missing would only be noise
			e.Name.Adopt(source.Unknown("phase or key", e.Key, known))
		}
	}
	if entries != nil && !found {
		v.Mistake("an objective lacks its phase", "write it as \"- fault: failed <= 5%\"; phases are "+strings.Join(objectivePhases, ", "))
	}
	o.Key, o.Weight = key, weight
	return o, o.Signal != ""
}

func (r *reader) readBound(e source.Entry) Objective {
	text := e.Value.Text()
	if text == "" {
		return Objective{}
	}
	o, bad := (&bounds{text: text, workload: r.workload, checked: checks(r.catalogue)}).parse(e.Key)
	if bad != nil {
		e.Value.MistakeAt(bad.at, bad.mistake.Message, bad.mistake.Hint)
		return o
	}
	r.placed = append(r.placed, placed{o, e.Value})
	return o
}

// objectiveSchema describes an entry. The grammar of a bound is beyond a pattern; that a known signal begins it is not.
func (r *reader) objectiveSchema(graded bool) source.Schema {
	bound := source.Schema{"type": "string", "description": signalDocs(r.workload), "pattern": `^\s*(` + strings.ReplaceAll(strings.Join(signalNames(r.workload), "|"), " ", " +") + `)\b`}
	properties, onePhase := source.Schema{}, []any{}
	for _, phase := range objectivePhases {
		properties[phase] = bound
		onePhase = append(onePhase, source.Schema{"required": []any{phase}})
	}
	if graded {
		properties[keyKey] = describe(source.BoolSchema, "missing it fails the drill, whatever else holds")
		properties[keyWeight] = describe(source.NumberSchema(100), "its weight in the score; 1 unless said")
	}
	return source.Schema{"type": "object", "properties": properties, "additionalProperties": false, "oneOf": onePhase}
}
