package chaos

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestEveryKindIsWholeAndDocumented(t *testing.T) {
	for _, name := range NewIndex(Kinds()...).Kinds() {
		k, err := NewIndex(Kinds()...).Kind(name)
		if err != nil {
			t.Fatal(err)
		}
		if k.Summary == "" || k.Manual == "" || k.New == nil || (k.Acts != AtEngine && k.Acts != InLab) {
			t.Errorf("%q: a part is missing: %+v", name, k)
		}
		if family, _, _ := strings.Cut(name, "."); family != k.Family {
			t.Errorf("%q is of family %q", name, k.Family)
		}
		if problems := NewIndex(Kinds()...).Check(name, k.Example.On, k.Example.Params); len(problems) > 0 {
			t.Errorf("%q: its example: %q", name, problems)
		}
		fields, _ := NewIndex(Kinds()...).Fields(name)
		for _, f := range fields {
			if f.Doc == "" {
				t.Errorf("%q: parameter %q has no doc", name, f.Name)
			}
			if f.Required && f.Default != "" {
				t.Errorf("%q: parameter %q is required and has a default", name, f.Name)
			}
		}
	}
}

// The defaults must be readable: with the required parameters given, only Validate may still find something.
func TestEveryDefaultCanBeRead(t *testing.T) {
	for _, name := range NewIndex(Kinds()...).Kinds() {
		k, _ := NewIndex(Kinds()...).Kind(name)
		f := k.New()
		given := map[string]string{}
		for _, field := range fieldsOf(f) {
			if field.Required {
				given[field.Name] = k.Example.Params[field.Name]
			}
			if field.Required && field.Name == target {
				given[field.Name] = k.Example.On
			}
		}
		if problems := fill(f, fieldsOf(f), given, name); len(problems) > 0 {
			t.Errorf("%q: %v", name, problems)
		}
	}
}

func TestKindsAreSorted(t *testing.T) {
	kinds := NewIndex(Kinds()...).Kinds()
	if !slices.IsSorted(kinds) || !slices.Contains(kinds, "container.stop") {
		t.Errorf("got %q", kinds)
	}
}

func TestNewIndex_RefusesANameTwice(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	NewIndex(Kind{Name: "container.stop"}, Kind{Name: "a.b"}, Kind{Name: "container.stop"})
}

func TestAnUnknownKindNamesTheNearest(t *testing.T) {
	for _, c := range []struct{ name, hint string }{
		{"container.stpo", "did you mean container.stop?"},
		{"stop", "did you mean container.stop or app.stop-accepting?"},
		{"Container.Kill", "did you mean container.kill?"},
		{"meteor", "firedrill faults lists all kinds"},
	} {
		_, err := NewIndex(Kinds()...).Kind(c.name)
		var unknown *UnknownKindError
		if !errors.As(err, &unknown) || unknown.Hint() != c.hint {
			t.Errorf("%q: got %v, hint %q, want %q", c.name, err, unknown.Hint(), c.hint)
		}
	}
}
