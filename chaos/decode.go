package chaos

import (
	"encoding"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"firedrill/internal/source"
)

// Decode creates a fault from its parameters as they are written in a scenario or on the command line. It is strict, and
// reports every mistake at once: unknown, wrongly typed and missing parameters, and what Validate finds.
func (x Index) Decode(kind, on string, params map[string]string) (Fault, []Problem) {
	k, err := x.Kind(kind)
	if err != nil {
		unknown := &UnknownKindError{}
		errors.As(err, &unknown)
		return nil, []Problem{{Message: unknown.Error(), Hint: unknown.Hint()}}
	}
	given := maps.Clone(params)
	if given == nil {
		given = map[string]string{}
	}
	if on != "" {
		given[ParamOn] = on
	}
	f := k.New()
	problems := append(fill(f, fieldsOf(f), given, kind), clientProblems(k, on, params)...)
	unread := slices.Clone(problems)
	for _, p := range f.Validate() {
		// What Validate reports for a parameter that could not be read, or for all of them together, is only a consequence.
		if p.Param == "" && len(unread) > 0 || slices.ContainsFunc(unread, func(q Problem) bool { return q.Param == p.Param }) {
			continue
		}
		problems = append(problems, p)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return f, nil
}

// Check returns what is wrong with a fault of that kind, nothing if it is valid.
func (x Index) Check(kind, on string, params map[string]string) []Problem {
	_, problems := x.Decode(kind, on, params)
	return problems
}

// fill sets the fields of a fault to the given values, or to their defaults.
func fill(f Fault, fields []Field, given map[string]string, kind string) []Problem {
	problems := together(fields, given)
	v := reflect.ValueOf(parameters(f)).Elem()
	for _, field := range fields {
		text, ok := given[field.Name]
		delete(given, field.Name)
		if !ok {
			if field.Required {
				problems = append(problems, Problem{Param: field.Name, Message: missing(field, kind), Hint: field.Doc})
				continue
			}
			text = field.Default
			if text == "" {
				continue // the zero value is the default
			}
		}
		if p := setField(fieldNamed(v, field.Name), field, text); p != nil {
			problems = append(problems, *p)
		}
	}
	return append(problems, unknown(given, fields, kind)...)
}

// missing describes a required parameter that was not given.
func missing(field Field, kind string) string {
	if field.Name == ParamOn {
		return fmt.Sprintf("%q needs a target", kind)
	}
	return fmt.Sprintf("%q needs %q", kind, field.Name)
}

// unknown reports each parameter that the kind does not have.
func unknown(left map[string]string, fields []Field, kind string) []Problem {
	var names []string
	for _, f := range fields {
		names = append(names, f.Name)
	}
	var problems []Problem
	for _, name := range slices.Sorted(maps.Keys(left)) {
		message := fmt.Sprintf("%q has no parameter %q", kind, name)
		if name == ParamOn {
			message = fmt.Sprintf("%q takes no target", kind)
		}
		hint := meant(source.Nearest(name, names), "it has "+strings.Join(names, ", "))
		problems = append(problems, Problem{Param: name, Message: message, Hint: hint})
	}
	return problems
}

// fieldNamed finds the struct field that a parameter fills.
func fieldNamed(v reflect.Value, name string) reflect.Value {
	for _, f := range reflect.VisibleFields(v.Type()) {
		if f.Tag.Get("param") == name {
			return v.FieldByIndex(f.Index)
		}
	}
	panic("chaos: no field for parameter " + name)
}

// setField reads one value into its field.
func setField(v reflect.Value, field Field, text string) *Problem {
	if err := setValue(v, text); err != nil {
		return &Problem{Param: field.Name, Message: fmt.Sprintf("%q is %q, which is %v", field.Name, text, err), Hint: field.Doc}
	}
	if len(field.Enum) > 0 && !slices.Contains(field.Enum, fmt.Sprint(v.Interface())) {
		hint := "one of " + strings.Join(field.Enum, ", ")
		return &Problem{Param: field.Name, Message: fmt.Sprintf("%q can't be %q", field.Name, text), Hint: hint}
	}
	if field.Min != "" && (amount(v) < end(v.Type(), field.Min) || amount(v) > end(v.Type(), field.Max)) {
		return &Problem{Param: field.Name, Message: fmt.Sprintf("%q must be from %s, not %s", field.Name, field.Range(), text), Hint: field.Doc}
	}
	return nil
}

// setValue reads text into a value of one of the types that typeName knows.
func setValue(v reflect.Value, text string) error {
	if v.Type() != durationType {
		if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
			return u.UnmarshalText([]byte(text))
		}
	}
	switch typeName(v.Type()) {
	case "string":
		v.SetString(text)
	case "list":
		v.Set(reflect.ValueOf(splitList(text)).Convert(v.Type()))
	case "boolean":
		if text != "true" && text != "false" {
			return errors.New("neither true nor false")
		}
		v.SetBool(text == "true")
	default:
		return setNumber(v, text)
	}
	return nil
}

// together reports each parameter that is given beside one that excludes it, or without the one that gives it a
// meaning.
func together(fields []Field, given map[string]string) []Problem {
	var problems []Problem
	for _, f := range fields {
		if _, ok := given[f.Name]; !ok {
			continue
		}
		if _, both := given[f.Without]; both && f.Without != "" {
			problems = append(problems, Problem{f.Name, fmt.Sprintf("%q can't be given beside %q", f.Name, f.Without), "leave one of them out"})
		}
		if other, want, exact := strings.Cut(f.Only, "="); other != "" {
			if is := valueOf(other, fields, given); is == "" || exact && is != want {
				problems = append(problems, Problem{f.Name, fmt.Sprintf("%q has no meaning without %q", f.Name, f.meaning()), "leave it out"})
			}
		}
	}
	return problems
}

// valueOf is the value of a parameter, its default if it is not given.
func valueOf(name string, fields []Field, given map[string]string) string {
	if text, ok := given[name]; ok {
		return text
	}
	for _, f := range fields {
		if f.Name == name {
			return f.Default
		}
	}
	return ""
}
