package scenarios

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"firedrill/internal/quantity"
	"firedrill/internal/source"
)

// What a fault's entry may hold beside the parameters of its kind.
const (
	keyOn  = "on"
	keyAt  = "at"
	keyFor = "for"
)

// readFaults reads what was found under "faults": a list of entries such as
//
//   - container.stop: {on: postgres, at: 2s, for: 5s, grace: 1s}
func (r *reader) readFaults(t Timeline) []Fault {
	var faults []Fault
	var names []source.Value
	for i, v := range r.faults {
		for j, e := range v.Entries() {
			if j > 0 {
				e.Name.Mistake(fmt.Sprintf("%q is a second kind in one entry", e.Key), "begin a new entry with \"- "+e.Key+":\"")
				break
			}
			f := r.readFault(e)
			f.ID = fmt.Sprintf("%s#%d", f.Kind, i+1)
			if f.At+f.For > t.Fault || f.At >= t.Fault {
				e.Name.Mistake(fmt.Sprintf("%q lasts beyond the fault phase, which is %s long", e.Key, quantity.DurationText(t.Fault)),
					"shorten \"at\" and \"for\", or lengthen timeline's \"fault\"")
			}
			faults, names = append(faults, f), append(names, e.Name)
		}
	}
	r.checkOverlap(faults, names)
	return faults
}

// readFault reads one kind with its parameters, and has the catalogue check them.
func (r *reader) readFault(e source.Entry) Fault {
	f := Fault{Kind: e.Key, Params: map[string]string{}}
	places, unread := map[string]source.Value{}, map[string]bool{}
	for _, p := range e.Value.Entries() {
		places[p.Key] = p.Value
		switch p.Key {
		case keyOn:
			f.On = p.Value.Line()
			unread[keyOn] = f.On == ""
		case keyAt:
			f.At = p.Value.Duration(0, longest)
		case keyFor:
			f.For = p.Value.Duration(time.Millisecond, longest)
		default:
			written, ok := p.Value.Written()
			f.Params[p.Key], unread[p.Key] = written, !ok
		}
	}
	if checks(r.catalogue) {
		r.checkFault(f, e.Name, places, unread)
	}
	return f
}

// checkFault reports what is wrong with a fault whose name and parameters stand at those places. What is wrong with an
// unread parameter was reported before.
func (r *reader) checkFault(f Fault, name source.Value, places map[string]source.Value, unread map[string]bool) {
	report := func(problems []Problem) {
		for _, p := range problems {
			place, ok := places[p.Param]
			if !ok {
				place = name
			}
			if !unread[p.Param] {
				place.Mistake(p.Message, p.Hint)
			}
		}
	}
	resolved, problems := f.Resolve(r.catalogue.Targets())
	report(problems)
	for _, p := range problems {
		unread[p.Param] = true
	}
	kinds := r.catalogue.Kinds()
	if !slices.Contains(kinds, f.Kind) {
		unknown := source.Unknown("fault kind", f.Kind, kinds)
		if len(source.Nearest(f.Kind, kinds)) == 0 {
			unknown.Hint = "firedrill faults lists all kinds"
		}
		name.Adopt(unknown)
		return
	}
	report(r.catalogue.Check(f.Kind, resolved.On, resolved.Params))
}

// faultsSchema describes the list of faults, by the catalogue.
func (r *reader) faultsSchema() source.Schema {
	kinds := []any{}
	for _, kind := range r.catalogue.Kinds() {
		kinds = append(kinds, kindSchema(kind, r.catalogue.Fields(kind), r.catalogue.Targets().Names()))
	}
	return source.Schema{"type": "array", "items": source.Schema{"oneOf": kinds}}
}

func kindSchema(kind string, fields []Field, targets []string) source.Schema {
	properties := source.Schema{
		keyAt:  describe(source.DurationSchema, "when it begins, from the start of the fault phase; at once unless said"),
		keyFor: describe(source.DurationSchema, "how long it lasts; until the fault phase ends unless said"),
	}
	required := []any{}
	for _, f := range fields {
		doc := f.Doc
		if f.Min != "" {
			doc += "; " + f.Min + " to " + f.Max
		}
		if f.Default != "" {
			doc += "; " + f.Default + " unless said"
		}
		properties[f.Name] = describe(fieldSchema(f, targets), doc)
		if f.Required {
			required = append(required, f.Name)
		}
	}
	params := source.Schema{"type": "object", "properties": properties, "additionalProperties": false, "required": required}
	return source.Schema{"type": "object", "properties": source.Schema{kind: params}, "required": []any{kind}, "additionalProperties": false}
}

// fieldSchema describes a parameter's value. Where a number or a word is asked for, YAML takes what people write for
// either, so that only what is surely wrong is refused here; the rest is the catalogue's to check.
func fieldSchema(f Field, targets []string) source.Schema {
	switch {
	case f.Name == keyOn || f.Name == keyPeer:
		return source.EnumSchema(targets)
	case len(f.Enum) > 0 && f.Type == "integer":
		return source.Schema{"enum": numbers(f.Enum)}
	case len(f.Enum) > 0:
		return source.EnumSchema(f.Enum)
	case f.Type == "duration":
		return source.DurationSchema
	case f.Type == "rate":
		return source.RateSchema
	case f.Type == "bit rate":
		return source.BitRateSchema
	case f.Type == "integer", f.Type == "number":
		return bounded(f)
	case f.Type == "boolean":
		return source.Schema{"type": f.Type}
	}
	return source.WrittenSchema
}

// bounded describes a number between the ends of its range.
func bounded(f Field) source.Schema {
	s := source.Schema{"type": f.Type}
	if f.Min != "" {
		s["minimum"], s["maximum"] = json.Number(f.Min), json.Number(f.Max)
	}
	return s
}

// numbers are the whole numbers that a value may be.
func numbers(enum []string) []any {
	values := make([]any, len(enum))
	for i, n := range enum {
		values[i] = json.Number(n)
	}
	return values
}

func describe(s source.Schema, doc string) source.Schema {
	described := maps.Clone(s)
	described["description"] = strings.TrimSpace(doc)
	return described
}
