package record

import (
	"bytes"
	"strings"
	"testing"
)

func good() string { s := sample(3); return string(AppendCSV(nil, &s)) }

func TestSamples_NamesTheBadLine(t *testing.T) {
	swap := func(column int, text string) string {
		f := strings.Split(strings.TrimSuffix(good(), "\n"), ",")
		f[column] = text
		return strings.Join(f, ",") + "\n"
	}
	tests := map[string]struct{ text, want string }{
		"empty":       {"", "samples.csv:1: line of columns is missing"},
		"other file":  {"a,b\n", "samples.csv:1: first line does not name the columns"},
		"blank line":  {Columns + "\n\n", `samples.csv:2: line has 1 fields, not 22`},
		"few fields":  {Columns + "\n" + good() + "1,browse\n", `samples.csv:3: line has 2 fields, not 22`},
		"many fields": {Columns + "\n" + swap(21, "a,b"), `samples.csv:2: line has more than 22 fields`},
		"word":        {Columns + "\n" + swap(2, "soon"), `samples.csv:2: due_us "soon" is not a number`},
		"overflow":    {Columns + "\n" + swap(0, "99999999999999999999"), `seq "99999999999999999999" is not`},
		"minus":       {Columns + "\n" + swap(3, "-2"), `sent_us "-2" is not`},
		"padded":      {Columns + "\n" + swap(3, "007"), `sent_us "007" is not`},
		"minus zero":  {Columns + "\n" + swap(3, "-0"), `sent_us "-0" is not`},
		"no digits":   {Columns + "\n" + swap(3, ""), `sent_us "" is not`},
		"quoted":      {Columns + "\n" + swap(1, `"x"`), `route: text "\"x\"" holds "\"" unescaped`},
		"bad escape":  {Columns + "\n" + swap(18, "%zz"), `request_id: text "%zz" holds "%"`},
		"CR LF":       {Columns + "\n" + swap(18, "a\r"), `request_id: text "a\r" holds "\r"`},
		"no route":    {Columns + "\n" + swap(1, ""), `samples.csv:2: route is empty`},
		"old, many":   {firstColumns + "\n" + good(), `samples.csv:2: line has more than 19 fields`},
		"newer, many": {secondColumns + "\n" + good(), `samples.csv:2: line has more than 20 fields`},
		"old, few":    {firstColumns + "\n" + strings.Repeat("0,", 17) + "\n", `samples.csv:2: line has 18 fields, not 19`},
		"failed well": {Columns + "\n" + swap(19, "cache"), `samples.csv:2: failed at "cache", yet without an error class`},
		"long line":   {Columns + "\n" + strings.Repeat("1", 2*blockSize), `samples.csv:2: line is longer than 4096`},
		"done early":  {Columns + "\n" + swap(2, "19101"), `samples.csv:2: done at 19100 µs, before it was due at 19101`},
		"sent late":   {Columns + "\n" + swap(3, "19101"), `samples.csv:2: done at 19100 µs, before it was sent at 19101`},
		"cut off":     {Columns + "\n" + good() + "1,bro", `samples.csv:3: line is cut off`},
	}
	for name, test := range tests {
		err := readSamples("samples.csv", strings.NewReader(test.text), false, func(*Sample) error { return nil })
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q in it", name, err, test.want)
		}
	}
}

// older is a valid line in the format without failed_at.
func older() string { return strings.TrimSuffix(good(), ",,20,\n") + "\n" }

func TestSamples_ReadsRecordsWithoutFailedAt(t *testing.T) {
	s := sample(3)
	s.FailedAt = "left from the line before"
	n := 0
	err := readSamples("s", strings.NewReader(firstColumns+"\n"+older()+older()), false, func(got *Sample) error {
		n++
		if got.RequestID != s.RequestID || got.FailedAt != "" || got.Middleware != Absent {
			t.Errorf("read %+v", got)
		}
		return nil
	})
	if err != nil || n != 2 {
		t.Errorf("%d samples, %v", n, err)
	}
}

func TestSamples_RefusesTooManyNames(t *testing.T) {
	var b bytes.Buffer
	b.WriteString(Columns + "\n")
	for i := range maxNames + 1 {
		s := sample(uint64(i))
		s.Route = strings.Repeat("x", i+1)
		b.Write(AppendCSV(nil, &s))
	}
	err := readSamples("samples.csv", &b, false, func(*Sample) error { return nil })
	if err == nil || !strings.Contains(err.Error(), `more than 64 different values of "route"`) {
		t.Errorf("got %v", err)
	}
}

func TestParse_AllocatesNothing(t *testing.T) {
	p, s, line := newParser(), &Sample{}, strings.TrimSuffix(good(), "\n")
	if n := testing.AllocsPerRun(100, func() { _ = p.parse(line, s) }); n != 0 {
		t.Errorf("%v allocations a sample", n)
	}
}

func TestOpen_NamesTheBadEventLine(t *testing.T) {
	head := `{"schema":"firedrill.record/1","run":"r","start":"2025-01-02T03:04:05Z"}` + "\n"
	end := `{"at_us":1,"type":"end","end":{"reason":"completed"}}` + "\n"
	tests := map[string]struct{ text, want string }{
		"empty":         {"", "e:1: header is missing"},
		"no JSON":       {"x\n", "e:1: header is not JSON"},
		"other version": {`{"schema":"firedrill.record/2"}` + "\n", `e:1: record is of schema "firedrill.record/2"`},
		"no run":        {strings.Replace(head, `"r"`, `""`, 1), "e:1: header has no run"},
		"unknown field": {head + `{"at_us":1,"type":"end","end":{"reason":"x"},"more":1}` + "\n", `unknown field "more"`},
		"two":           {head + `{"type":"end","end":{"reason":"x"},"load":{}}` + "\n", `e:2: event holds both "load" and "end"`},
		"none":          {head + `{"type":"end"}` + "\n", `e:2: event of type "end" holds nothing`},
		"wrong type":    {head + `{"type":"load","end":{"reason":"x"}}` + "\n", `e:2: event of type "load" holds "end"`},
		"phase":         {head + `{"type":"phase","phase":{"name":"x"}}` + "\n", `e:2: unknown phase "x"`},
		"step":          {head + `{"type":"fault","fault":{"id":"a","step":"x"}}` + "\n", `e:2: unknown step "x"`},
		"audit":         {head + `{"type":"audit","audit":{"acknowledged":1,"lost":2}}` + "\n", "e:2: audit of 1 orders"},
		"load":          {head + `{"type":"load","load":{"scheduled":1,"samples":2}}` + "\n", "e:2: load of 1 scheduled requests can't have 2 samples"},
		"engine":        {head + `{"type":"engine","engine":{"action":"stop"}}` + "\n", `e:2: engine event "stop" of no service`},
		"time":          {head + `{"at_us":99999999999999,"type":"end","end":{"reason":"x"}}` + "\n", "e:2: event \"end\" at"},
		"after the end": {head + end + end, "e:3: line after the end"},
		"cut after end": {head + end + "{", "e:3: line after the end is cut off"},
	}
	for name, test := range tests {
		err := (&Record{}).readEvents("e", strings.NewReader(test.text))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q in it", name, err, test.want)
		}
	}
}

func FuzzSamples(f *testing.F) {
	f.Add(Columns+"\n"+good(), true)
	f.Add(Columns+"\n"+good()+"1,", false)
	f.Add(firstColumns+"\n"+older(), false)
	f.Add(secondColumns+"\n"+strings.ReplaceAll(older(), "\n", ",\n"), false)
	f.Fuzz(func(t *testing.T, text string, cutShort bool) {
		var again bytes.Buffer
		again.WriteString(Columns + "\n")
		err := readSamples("s", strings.NewReader(text), cutShort, func(s *Sample) error {
			if err := s.check(); err != nil {
				t.Fatalf("read what the writer refuses: %v", err)
			}
			again.Write(AppendCSV(nil, s))
			return nil
		})
		if old, ok := strings.CutPrefix(text, firstColumns+"\n"); ok {
			text = Columns + "\n" + strings.ReplaceAll(old, "\n", ",,-1,\n")
		} else if old, ok := strings.CutPrefix(text, secondColumns+"\n"); ok {
			text = Columns + "\n" + strings.ReplaceAll(old, "\n", ",-1,\n")
		}
		if err == nil && !cutShort && again.String() != text { // every valid line has exactly one written form
			t.Errorf("read %q, wrote %q", text, again.String())
		}
	})
}

func FuzzEvents(f *testing.F) {
	f.Add(`{"schema":"firedrill.record/1","run":"r","start":"2025-01-02T03:04:05Z"}` + "\n" +
		`{"at_us":1,"type":"end","end":{"reason":"completed"}}` + "\n")
	f.Fuzz(func(t *testing.T, text string) {
		r := &Record{}
		if err := r.readEvents("e", strings.NewReader(text)); err == nil && r.Header.Schema != Schema {
			t.Error("read a header of another schema")
		}
	})
}

func BenchmarkParse(b *testing.B) {
	p, s, line := newParser(), &Sample{}, strings.TrimSuffix(good(), "\n")
	for b.Loop() {
		if err := p.parse(line, s); err != nil {
			b.Fatal(err)
		}
	}
}
