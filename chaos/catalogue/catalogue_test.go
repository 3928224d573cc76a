package catalogue_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
)

func TestAll_EveryKindIsComplete(t *testing.T) {
	for _, name := range catalogue.All().Kinds() {
		k, err := catalogue.All().Kind(name)
		if err != nil {
			t.Fatal(err)
		}
		if k.Summary == "" || k.Manual == "" || k.New == nil || (k.Acts != chaos.AtEngine && k.Acts != chaos.InLab) {
			t.Errorf("%q: a part is missing: %+v", name, k)
		}
		if family, _, _ := strings.Cut(name, "."); family != k.Family {
			t.Errorf("%q is of family %q", name, k.Family)
		}
		if problems := catalogue.All().Check(name, k.Example.On, k.Example.Params); len(problems) > 0 {
			t.Errorf("%q: its example: %q", name, problems)
		}
		fields, _ := catalogue.All().Fields(name)
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

// The defaults must be readable: given as a user would write it, a default is refused at most for what it stands beside.
func TestAll_EveryDefaultCanBeRead(t *testing.T) {
	for _, name := range catalogue.All().Kinds() {
		k, _ := catalogue.All().Kind(name)
		fields, _ := catalogue.All().Fields(name)
		for _, field := range fields {
			if field.Default == "" {
				continue
			}
			for _, p := range catalogue.All().Check(name, k.Example.On, map[string]string{field.Name: field.Default}) {
				if p.Param == field.Name && strings.Contains(p.Message, field.Default) && !strings.Contains(p.Message, "beside") {
					t.Errorf("%q: %s", name, p.Message)
				}
			}
		}
	}
}

func TestAll_KindsAreSorted(t *testing.T) {
	kinds := catalogue.All().Kinds()
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
	chaos.NewIndex(chaos.Kind{Name: "container.stop"}, chaos.Kind{Name: "a.b"}, chaos.Kind{Name: "container.stop"})
}

func TestKind_UnknownKindNamesTheNearest(t *testing.T) {
	for _, c := range []struct{ name, hint string }{
		{"container.stpo", "did you mean container.stop?"},
		{"stop", "did you mean container.stop or app.stop-accepting?"},
		{"Container.Kill", "did you mean container.kill?"},
		{"meteor", "firedrill faults lists all kinds"},
	} {
		_, err := catalogue.All().Kind(c.name)
		var unknown *chaos.UnknownKindError
		if !errors.As(err, &unknown) || unknown.Hint() != c.hint {
			t.Errorf("%q: got %v, hint %q, want %q", c.name, err, unknown.Hint(), c.hint)
		}
	}
}
