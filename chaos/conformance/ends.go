package conformance

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"firedrill/chaos"
)

// Ends requires that both ends of each parameter's range are accepted, and that one step beyond is refused with the range in the
// message. It needs no lab.
func Ends(t *testing.T, x chaos.Index, kind string) {
	k, err := x.Kind(kind)
	if err != nil {
		t.Fatal(err)
	}
	ends, err := EndsOf(x, kind)
	if err != nil {
		t.Fatal(err)
	}
	fields, err := x.Fields(kind)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fields {
		if numeric := f.Type != "string" && f.Type != "boolean" && f.Type != "list"; numeric && f.Min == "" && len(f.Enum) == 0 {
			t.Errorf("parameter %q has no range", f.Name)
		}
	}
	for _, e := range ends {
		if problems := x.Check(kind, k.Example.On, e.Params); len(problems) > 0 {
			t.Errorf("%s of %q is refused: %v: %+v", e.Name, e.Param, e.Params, problems)
		}
		if e.Outside == nil {
			continue
		}
		f := fields[slices.IndexFunc(fields, func(f chaos.Field) bool { return f.Name == e.Param })]
		problems := x.Check(kind, k.Example.On, e.Outside)
		said := slices.ContainsFunc(problems, func(p chaos.Problem) bool { return p.Param == e.Param && strings.Contains(p.Message, f.Range()) })
		if !said {
			t.Errorf("beyond the %s of %q: %v: got %+v, want one that names the range %s", e.Name, e.Param, e.Outside, problems, f.Range())
		}
	}
}

// RunEnds applies a kind with each parameter at both ends of its range: it must be proven, reverted and gone. If the lab limits
// the values, an end may be refused instead, before anything is touched.
func RunEnds(t *testing.T, b Bench, kind string) {
	k, err := b.Index.Kind(kind)
	if err != nil {
		t.Fatal(err)
	}
	ends, err := EndsOf(b.Index, kind)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range ends {
		t.Run(e.Param+" at its "+e.Name+" "+e.Params[e.Param], func(t *testing.T) {
			o := chaos.Order{ID: kind + "#1", Kind: kind, On: k.Example.On, Params: maps.Clone(e.Params)}
			b.trial(t, o, func(r *trial, t *testing.T) { r.atEnd(t, e) })
		})
	}
}

func (r *trial) atEnd(t *testing.T, e End) {
	if e.ByLab {
		fault, problems := r.Index.Decode(r.order.Kind, r.order.On, r.order.Params)
		if len(problems) > 0 {
			t.Fatalf("%q", problems)
		}
		if _, err := fault.Plan(t.Context(), r.target); err != nil {
			t.Logf("refused for this lab: %v", err)
			return
		}
	}
	r.onAndOff(t)
}
