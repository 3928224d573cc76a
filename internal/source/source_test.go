package source

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// meal is a small file format, so that this package is tested without a scenario or a lab.
type meal struct {
	name  string
	cooks int64
	time  time.Duration
	rate  float64
	size  int64
	hot   bool
	parts []string
	kind  string
	part  float64
}

var mealKeys = []Key[meal]{
	{Name: "name", Doc: "what it is called", Required: true, Read: func(m *meal, v Value) { m.name = v.Text() }},
	{Name: "cooks", Doc: "how many", Read: func(m *meal, v Value) { m.cooks = v.Int(1, 5) }},
	{Name: "time", Doc: "how long", Read: func(m *meal, v Value) { m.time = v.Duration(time.Second, time.Hour) }},
	{Name: "rate", Doc: "how often", Read: func(m *meal, v Value) { m.rate = v.Rate(1000) }},
	{Name: "size", Doc: "how big", Read: func(m *meal, v Value) { m.size = v.Size(1e6, 1e9) }},
	{Name: "hot", Doc: "whether", Read: func(m *meal, v Value) { m.hot = v.Bool() }},
	{Name: "kind", Doc: "which", Read: func(m *meal, v Value) { m.kind = v.OneOf("kind", []string{"soup", "salad"}) }},
	{Name: "part", Doc: "how much", Read: func(m *meal, v Value) { m.part = v.Number(2) }},
	{Name: "parts", Doc: "of what", Read: func(m *meal, v Value) {
		for _, part := range v.List() {
			written, _ := part.Written()
			m.parts = append(m.parts, written)
		}
	}},
}

func readMeal(src string) (meal, error) {
	var m meal
	f, root := Open("meal.yaml", []byte(src))
	Read(root, &m, mealKeys)
	return m, f.Err()
}

func TestRead_ValidFile(t *testing.T) {
	m, err := readMeal("name: Gazpacho\ncooks: 2\ntime: 90s\nrate: 2.5/s\nsize: 64MiB\nhot: false\nkind: soup\npart: 0.5\nparts: [1e3, off, \"\", 0o7]\n")
	if err != nil {
		t.Fatal(err)
	}
	if m.name != "Gazpacho" || m.cooks != 2 || m.time != 90*time.Second || m.rate != 2.5 || m.size != 64<<20 || m.hot || m.kind != "soup" || m.part != 0.5 {
		t.Errorf("read %+v", m)
	}
	if got := strings.Join(m.parts, "|"); got != "1e3|off||0o7" {
		t.Errorf("values came through as %q, not as written", got)
	}
}

func TestRead_EachMistakeHasItsPlace(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"nothing", "", "meal.yaml:1:1: the file is empty"},
		{"only a comment", "# soup\n", "meal.yaml:1:1: the file is empty"},
		{"two documents", "name: a\n---\nname: b\n", "meal.yaml:1:1: the file holds more than one document"},
		{"not YAML", "name: [a\ncooks: 2\n", "meal.yaml:2:6: not valid YAML: did not find expected ',' or ']'"},
		{"a control character", "name: x\nkind: \x01\n", "meal.yaml:2:7: not valid YAML: control characters are not allowed (value: 1)"},
		{"not a mapping", "- a\n", "meal.yaml:1:1: the file must be keys with values, not a list"},
		{"missing", "cooks: 2\n", `meal.yaml:1:1: the file lacks "name"`},
		{"unknown", "name: a\ncoks: 2\n", "meal.yaml:2:1: unknown key \"coks\"\nhint: did you mean cooks?"},
		{"twice", "name: a\ncooks: 2\nname: b\n", `meal.yaml:3:1: key "name" stands here twice, first in line 1`},
		{"anchor", "name: &a b\n", `meal.yaml:1:7: anchor "&a" is not supported`},
		{"alias", "name: a\nparts: &p [*p]\n", `meal.yaml:2:8: anchor "&p" is not supported`},
		{"merge key", "name: a\n<<: {cooks: 2}\n", `meal.yaml:2:1: unknown key "<<"`},
		{"tag", "name: !!str a\n", `meal.yaml:1:7: tag "!!str" is not supported`},
		{"text", "name: 7\n", `meal.yaml:1:7: "name" must be text, not 7`},
		{"empty text", "name: ' '\n", `meal.yaml:1:7: "name" is empty`},
		{"no value", "name: a\ncooks:\n", `meal.yaml:2:7: "cooks" must be a single value, not nothing`},
		{"empty name", "name: a\nkind: ''\n", `meal.yaml:2:7: "kind" is empty`},
		{"name", "name: a\nkind: soop\n", "meal.yaml:2:7: unknown kind \"soop\"\nhint: did you mean soup?"},
		{"int", "name: a\ncooks: 2.5\n", `meal.yaml:2:8: "cooks" must be a whole number from 1 to 5, not "2.5"`},
		{"quoted int", "name: a\ncooks: '2'\n", `meal.yaml:2:8: "cooks" must be a whole number from 1 to 5, not "2"`},
		{"octal", "name: a\ncooks: 03\n", `meal.yaml:2:8: "cooks" must be a whole number from 1 to 5, not "03"`},
		{"octal number", "name: a\npart: 01\n", `meal.yaml:2:7: "part" must be a number above 0 and up to 2, not "01"`},
		{"number", "name: a\npart: 3\n", `meal.yaml:2:7: "part" must be a number above 0 and up to 2, not "3"`},
		{"duration", "name: a\ntime: 90\n", `meal.yaml:2:7: "time" must be a duration, not "90"`},
		{"duration's range", "name: a\ntime: 2h\n", `meal.yaml:2:7: "time" must be from 1s to 1h, not 2h`},
		{"rate", "name: a\nrate: 20\n", `meal.yaml:2:7: "rate" must be a rate, not "20"`},
		{"rate's range", "name: a\nrate: 0/s\n", `meal.yaml:2:7: "rate" must be above 0/s and up to 1000/s, not 0/s`},
		{"size", "name: a\nsize: 64m\n", `meal.yaml:2:7: "size" must be an amount of memory, not "64m"`},
		{"size's range", "name: a\nsize: 2GB\n", `meal.yaml:2:7: "size" must be from 1MB to 1000MB, not 2GB`},
		{"bool", "name: a\nhot: on\n", `meal.yaml:2:6: "hot" must be true or false, not "on"`},
		{"quoted bool", "name: a\nhot: 'true'\n", `meal.yaml:2:6: "hot" must be true or false, not "true"`},
		{"list", "name: a\nparts: {a: b}\n", `meal.yaml:2:8: "parts" must be a list, not keys with values`},
		{"entry", "name: a\nparts: [a, [b]]\n", `meal.yaml:2:12: entry 2 of "parts" must be a single value, not a list`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readMeal(tt.src)
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
			if all := (Mistakes)(nil); errors.As(err, &all) && len(all) != 1 {
				t.Errorf("one mistake was reported as %d:\n%v", len(all), err)
			}
		})
	}
}

func TestMistakes_AllAtOnceInFileOrder(t *testing.T) {
	_, err := readMeal("name: 7\nhot: maybe\ntime: soon\ncoks: 1\n")
	var all Mistakes
	if !errors.As(err, &all) || len(all) != 4 {
		t.Fatalf("want four mistakes, got:\n%v", err)
	}
	for i, m := range all {
		if m.Line != i+1 {
			t.Errorf("mistake %d is of line %d", i+1, m.Line)
		}
	}
}

func TestMistakeAt_PlaceInsideAValue(t *testing.T) {
	for src, col := range map[string]int{"a: hello": 6, "a: 'hello'": 7, "a: |\n  hello": 4} {
		f, root := Open("f", []byte(src))
		root.Entries()[0].Value.MistakeAt(2, "x", "")
		if got := f.mistakes[0].Col; got != col {
			t.Errorf("%q: column %d, want %d", src, got, col)
		}
	}
}

func TestNearest_FindsTheIntendedName(t *testing.T) {
	known := []string{"db-outage", "db-frozen", "redis-down", "env-wrong-host", "container.pause"}
	tests := []struct{ name, want string }{
		{"db-outgae", "db-outage"}, {"DB-OUTAGE", "db-outage"}, {"redis", "redis-down"}, {"wrong", "env-wrong-host"},
		{"frozen", "db-frozen"}, {"zzzzzz", ""}, {"d", ""}, {"", ""}, {"puase", "container.pause"}, {"container.puase", "container.pause"},
	}
	for _, tt := range tests {
		if got := strings.Join(Nearest(tt.name, known), ","); got != tt.want {
			t.Errorf("Nearest(%q) = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"stop", "stop", 0}, {"kill", "klil", 1}, {"stop", "step", 1},
		{"pause", "pauses", 1}, {"kill", "skill", 1}, {"abc", "cab", 2}, {"größe", "grosse", 3},
	} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("name: a\nparts: [b, {c: d}]\n")
	f.Add("a: &a [*a]")
	f.Add("? [a]\n: b\n")
	f.Fuzz(func(t *testing.T, src string) {
		_, err := readMeal(src)
		var all Mistakes
		if errors.As(err, &all) {
			for _, m := range all {
				if m.Line < 1 || m.Col < 1 {
					t.Errorf("%q: a mistake without a place: %+v", src, m)
				}
			}
		}
	})
}
