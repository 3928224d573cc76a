package chaos

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"firedrill/internal/record"
)

// everyType has a parameter of each type that a fault may have.
type everyType struct {
	On     string        `param:"on" required:"true" doc:"target"`
	Text   string        `param:"text" default:"plain" enum:"plain,rich" doc:"text"`
	Count  int           `param:"count" default:"3" doc:"count"`
	Share  float64       `param:"share" doc:"share"`
	Deep   bool          `param:"deep" doc:"deep"`
	Delay  time.Duration `param:"delay" default:"100ms" doc:"delay"`
	Tables []string      `param:"tables" default:"orders, likes" doc:"tables"`
	Word   word          `param:"word" default:"kill" doc:"word"`
	hidden int           //nolint:unused // what is not exported is no parameter
}

// word is a type that reads itself.
type word string

func (w *word) UnmarshalText(text []byte) error {
	*w = word(strings.ToUpper(string(text)))
	return nil
}

func (f *everyType) Validate() []Problem {
	if f.Count > 10 {
		return []Problem{{Param: "count", Message: `"count" is over 10`}}
	}
	if f.Delay == 0 {
		return []Problem{{Param: "delay", Message: `"delay" is 0`}}
	}
	return nil
}

func (f *everyType) Plan(context.Context, *Target) (Undo, error) { return nil, nil }

func (f *everyType) Inject(context.Context, *Target, Undo) error { return nil }

func (f *everyType) Prove(context.Context, *Target, Undo) (p Proof) { return p }

func (f *everyType) Revert(context.Context, *Target, Undo) error { return nil }

func (f *everyType) Gone(_ context.Context, _ *Target, _ Undo) (c record.Check) { return c }

var everyIndex = NewIndex(Kind{Name: "test.every", New: func() Fault { return &everyType{} }})

func TestDecode_DefaultsAndValues(t *testing.T) {
	for _, c := range []struct {
		name   string
		params map[string]string
		want   everyType
	}{
		{"defaults", nil, everyType{On: "x", Text: "plain", Count: 3, Delay: 100 * time.Millisecond, Tables: []string{"orders", "likes"}, Word: "KILL"}},
		{"values", map[string]string{"text": "rich", "count": "7", "share": "0.5", "deep": "true", "delay": "2s", "tables": "users", "word": "term"},
			everyType{On: "x", Text: "rich", Count: 7, Share: 0.5, Deep: true, Delay: 2 * time.Second, Tables: []string{"users"}, Word: "TERM"}},
	} {
		f, problems := everyIndex.Decode("test.every", "x", c.params)
		if len(problems) > 0 || !reflect.DeepEqual(*f.(*everyType), c.want) {
			t.Errorf("%s: got %+v, %v", c.name, f, problems)
		}
	}
}

func TestDecode_ReportsEachMistake(t *testing.T) {
	for _, c := range []struct {
		name, on string
		params   map[string]string
		want     []Problem
	}{
		{"no target", "", nil, []Problem{{"on", `"test.every" needs a target`, "target"}}},
		{"unknown, near", "x", map[string]string{"dleay": "1s"}, []Problem{{"dleay", `"test.every" has no parameter "dleay"`, "did you mean delay?"}}},
		{"unknown, far", "x", map[string]string{"zzzzzz": "1"}, []Problem{{"zzzzzz", `"test.every" has no parameter "zzzzzz"`, "it has on, text, count, share, deep, delay, tables, word"}}},
		{"not exported", "x", map[string]string{"hidden": "1"}, []Problem{{"hidden", `"test.every" has no parameter "hidden"`, "it has on, text, count, share, deep, delay, tables, word"}}},
		{"enum", "x", map[string]string{"text": "poor"}, []Problem{{"text", `"text" can't be "poor"`, "one of plain, rich"}}},
		{"duration without unit", "x", map[string]string{"delay": "100"}, []Problem{{"delay", `"delay" is "100", which is not a duration such as 500ms or 2s`, "delay"}}},
		{"negative duration", "x", map[string]string{"delay": "-1s"}, []Problem{{"delay", `"delay" is "-1s", which is not a duration such as 500ms or 2s`, "delay"}}},
		{"integer", "x", map[string]string{"count": "1.5"}, []Problem{{"count", `"count" is "1.5", which is not a whole number`, "count"}}},
		{"number", "x", map[string]string{"share": "half"}, []Problem{{"share", `"share" is "half", which is not a number such as 20 or 0.5`, "share"}}},
		{"boolean", "x", map[string]string{"deep": "yes"}, []Problem{{"deep", `"deep" is "yes", which is neither true nor false`, "deep"}}},
		{"what Validate finds", "x", map[string]string{"count": "11"}, []Problem{{"count", `"count" is over 10`, ""}}},
		{"all at once", "", map[string]string{"count": "11", "share": "half", "nope": "1"}, []Problem{
			{"on", `"test.every" needs a target`, "target"},
			{"share", `"share" is "half", which is not a number such as 20 or 0.5`, "share"},
			{"nope", `"test.every" has no parameter "nope"`, "it has on, text, count, share, deep, delay, tables, word"},
			{"count", `"count" is over 10`, ""},
		}},
	} {
		f, got := everyIndex.Decode("test.every", c.on, c.params)
		if f != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got\n%q, want\n%q", c.name, got, c.want)
		}
	}
}

func TestDecode_UnknownKind(t *testing.T) {
	_, got := everyIndex.Decode("test.evry", "x", nil)
	if len(got) != 1 || got[0].Message != `no fault of kind "test.evry"` || got[0].Hint != "did you mean test.every?" {
		t.Errorf("got %q", got)
	}
}

func TestFields(t *testing.T) {
	got, err := everyIndex.Fields("test.every")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"string", "string", "integer", "number", "boolean", "duration", "list", "string"}
	for i, f := range got {
		if f.Type != want[i] {
			t.Errorf("%q is of type %q, want %q", f.Name, f.Type, want[i])
		}
	}
	if !got[0].Required || got[5].Default != "100ms" || len(got[1].Enum) != 2 {
		t.Errorf("got %+v", got)
	}
}

func TestBitRate_UnmarshalText(t *testing.T) {
	for text, want := range map[string]BitRate{"512kbit": 512e3, "2mbit": 2e6, "1.5mbit": 15e5, "1gbit": 1e9} {
		var r BitRate
		if err := r.UnmarshalText([]byte(text)); err != nil || r != want {
			t.Errorf("%q: got %d, %v", text, r, err)
		}
	}
}
