package chaos

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"firedrill/internal/quantity"
)

// Field is one parameter of a kind, as the tags of its struct describe it:
//
//	Grace time.Duration `param:"grace" default:"1s" doc:"how long the process may take to end by itself"`
//
// Further tags are required:"true"; enum:"a,b,c"; min and max, the ends of a range; ends:"lab" where it depends on the lab too
// which of these values fit; without:"rate", a parameter that excludes this one; and only:"how=error", what another must be
// (only:"jitter": given) for this one to have a meaning.
// secret:"true" marks one that may hold a secret.
type Field struct {
	Name     string   `json:"name"`
	Type     string   `json:"type"` // string, integer, number, boolean, duration, rate, bit rate, list
	Default  string   `json:"default,omitempty"`
	Required bool     `json:"required,omitempty"`
	Doc      string   `json:"doc"`
	Enum     []string `json:"enum,omitempty"`
	Min      string   `json:"min,omitempty"` // the least that it may be, as it is written; set together with Max
	Max      string   `json:"max,omitempty"`
	ByLab    bool     `json:"by_lab,omitempty"`  // which of these values fit depends on the lab too; a plan refuses the others
	Without  string   `json:"without,omitempty"` // the parameter that can't be given beside this one
	Secret   bool     `json:"secret,omitempty"`  // may hold a secret, so the journal holds a digest of it
	Only     string   `json:"only,omitempty"`    // what another parameter must be for this one to be given
}

// Range returns the range of a parameter, "" if it has none.
func (f Field) Range() string {
	if f.Min == "" {
		return ""
	}
	return f.Min + " to " + f.Max
}

// ParamOn is the name of the parameter for the target.
const ParamOn = "on"

// fieldsOf reads the parameters of a fault from its struct, including those of embedded structs.
func fieldsOf(f Fault) []Field {
	t := reflect.TypeOf(parameters(f)).Elem()
	var fields []Field
	for _, sf := range reflect.VisibleFields(t) {
		name, ok := sf.Tag.Lookup("param")
		if !ok {
			continue
		}
		fields = append(fields, Field{
			Name:     name,
			Type:     typeName(sf.Type),
			Default:  sf.Tag.Get("default"),
			Required: sf.Tag.Get("required") == "true",
			Doc:      sf.Tag.Get("doc"),
			Enum:     splitList(sf.Tag.Get("enum")),
			Min:      sf.Tag.Get("min"),
			Max:      sf.Tag.Get("max"),
			ByLab:    sf.Tag.Get("ends") == "lab",
			Without:  sf.Tag.Get("without"),
			Only:     sf.Tag.Get("only"),
			Secret:   sf.Tag.Get("secret") == "true",
		})
	}
	return fields
}

var (
	durationType = reflect.TypeFor[time.Duration]()
	rateType     = reflect.TypeFor[VisitRate]()
	bitRateType  = reflect.TypeFor[BitRate]()
	textType     = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// typeName returns the name of a field's type for users. A type with a text form of its own counts as a string.
func typeName(t reflect.Type) string {
	switch {
	case t == durationType:
		return "duration"
	case t == rateType:
		return "rate"
	case t == bitRateType:
		return "bit rate"
	case reflect.PointerTo(t).Implements(textType), t.Kind() == reflect.String:
		return "string"
	case t.Kind() == reflect.Bool:
		return "boolean"
	case t.Kind() == reflect.Int, t.Kind() == reflect.Int64:
		return "integer"
	case t.Kind() == reflect.Float64:
		return "number"
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.String:
		return "list"
	}
	panic(fmt.Sprintf("chaos: a parameter can't be of type %s", t))
}

// splitList splits at commas, and trims each part.
func splitList(s string) []string {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	parts := strings.Split(s, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// Meaning describes the parameter, and with which others it can be used.
func (f Field) Meaning() string {
	text := f.Doc
	if f.Without != "" {
		text += "; not beside " + f.Without
	}
	if f.Only != "" {
		text += "; only with " + f.meaning()
	}
	if f.ByLab {
		text += "; refused where it does not fit the lab"
	}
	return text
}

// meaning is what Only requires, as a user writes it.
func (f Field) meaning() string {
	other, want, exact := strings.Cut(f.Only, "=")
	if exact {
		return other + ": " + want
	}
	return other
}

// setNumber parses a number, by the common grammar of package quantity.
func setNumber(v reflect.Value, text string) error {
	switch typeName(v.Type()) {
	case "integer":
		n, err := quantity.Int(text)
		if err != nil || v.OverflowInt(n) {
			return errors.New("not a whole number")
		}
		v.SetInt(n)
	case "number":
		n, err := quantity.Number(text)
		if err != nil {
			return errors.New("not a number such as 20 or 0.5")
		}
		v.SetFloat(n)
	case "duration":
		d, err := quantity.Duration(text)
		if err != nil {
			return errors.New("not a duration such as 500ms or 2s")
		}
		v.SetInt(int64(d))
	}
	return nil
}

// VisitRate is visits a second. Zero means not set.
type VisitRate float64

// UnmarshalText parses a rate such as 200/s.
func (r *VisitRate) UnmarshalText(text []byte) error {
	n, err := quantity.Rate(string(text))
	if err != nil {
		return errors.New("not a rate such as 200/s")
	}
	*r = VisitRate(n)
	return nil
}

// BitRate is bits a second.
type BitRate int64

// UnmarshalText parses a rate such as 10mbit.
func (r *BitRate) UnmarshalText(text []byte) error {
	n, err := quantity.BitRate(string(text))
	if err != nil {
		return errors.New("not a rate such as 512kbit or 10mbit")
	}
	*r = BitRate(n)
	return nil
}

// amount returns a number of any type for comparison with others of its type. All bounds are small enough to be exact.
func amount(v reflect.Value) float64 {
	if v.CanInt() {
		return float64(v.Int())
	}
	return v.Float()
}

// end parses an end of a range.
func end(t reflect.Type, written string) float64 {
	v := reflect.New(t).Elem()
	if err := setValue(v, written); err != nil {
		panic(fmt.Sprintf("chaos: an end of a range is %q, which is %v", written, err))
	}
	return amount(v)
}
