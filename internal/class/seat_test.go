package class

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"firedrill/internal/oncall"
	"firedrill/scenarios"
)

// noon is the start of the tests' labs.
var noon = time.Date(2025, 3, 14, 12, 0, 0, 0, time.UTC)

func frozen() *scenarios.Scenario {
	return &scenarios.Scenario{Name: "redis-frozen", Brief: "a quiet evening", Page: "it hangs", Hints: []string{"one"}, Load: scenarios.Load{Rate: 200},
		Cause: scenarios.Cause{Component: "redis", Mechanism: "frozen"}}
}

// seatOf returns a seat, and a counter of its changes.
func seatOf(name string, drills ...string) (*Seat, *int) {
	n := 0
	return &Seat{Name: name, Drills: drills, Changed: func() { n++ }}, &n
}

// opened starts a round whose load began at noon.
func opened(s *Seat) *oncall.Table {
	t := oncall.NewTable(frozen(), 1, oncall.Modifiers{})
	t.Begin(noon)
	s.Begin(noon.Add(-time.Minute))
	s.Open(t, Lab{Instance: Instance(s.Name)})
	return t
}

// note adds an entry at a number of seconds after noon.
func note(t *oncall.Table, at int, e oncall.Entry) {
	e.At = time.Duration(at) * time.Second
	_ = t.Do(func(r *oncall.Round, _ time.Duration) error { r.Log = append(r.Log, e); return nil })
}

func TestBoard_ShowsEachRespondersStage(t *testing.T) {
	starting, _ := seatOf("ann", "redis-frozen", "db-lock")
	starting.Begin(noon)
	quiet, _ := seatOf("ben", "redis-frozen", "db-lock")
	opened(quiet)
	paged, _ := seatOf("carl", "redis-frozen", "db-lock")
	note(opened(paged), 30, oncall.Entry{What: oncall.Paged})
	half, _ := seatOf("dora", "redis-frozen", "db-lock")
	table := opened(half)
	for i, e := range []oncall.Entry{{What: oncall.Paged}, {What: oncall.Acked}, {What: oncall.Hinted}, {What: oncall.Diagnose, Part: true}, {What: oncall.Command}} {
		note(table, 30+i, e)
	}
	second, _ := seatOf("emil", "redis-frozen", "db-lock")
	opened(second)
	second.End(Score{}, "")
	second.Begin(noon.Add(time.Hour))
	done, _ := seatOf("fred", "redis-frozen", "db-lock")
	done.Begin(noon)
	done.Leave()
	var places []Place
	for _, s := range []*Seat{starting, quiet, paged, half, second, done} {
		places = append(places, s.Place())
	}
	var b bytes.Buffer
	if err := Board(&b, places); err != nil {
		t.Fatal(err)
	}
	const want = "" +
		"WHO   DRILL                 WHERE                       SINCE     HINTS\n" +
		"ann   1 of 2, redis-frozen  starting                    12:00:00  0\n" +
		"ben   1 of 2, redis-frozen  quiet                       12:00:00  0\n" +
		"carl  1 of 2, redis-frozen  paged                       12:00:30  0\n" +
		"dora  1 of 2, redis-frozen  diagnosed, component right  12:00:33  1\n" +
		"emil  2 of 2, db-lock       starting                    13:00:00  0\n" +
		"fred  1 of 2, redis-frozen  done                        –         0\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
	note(table, 40, oncall.Entry{What: oncall.Resolved})
	after := append([]Place(nil), places...)
	after[3] = half.Place()
	if moved := Moves(places, after); len(moved) != 1 || moved[0].Line() != "12:00:40  dora: resolved, component right (1 of 2, redis-frozen)" {
		t.Errorf("moved: %+v", moved)
	}
	if moved := Moves(nil, places); len(moved) != len(places) {
		t.Errorf("at first %d of %d moved", len(moved), len(places))
	}
}

func TestSeat_AnswersThroughAllRounds(t *testing.T) {
	s, changes := seatOf("ann", "redis-frozen")
	say := func(verb, want string) {
		t.Helper()
		a := s.Answer(oncall.Ask{Verb: verb})
		if got := a.Said + a.Error; got != want {
			t.Errorf("%s: %q, want %q", verb, got, want)
		}
	}
	s.Begin(noon)
	say(oncall.Acked, "the lab of the next round is starting")
	say(oncall.Command, "")
	table := opened(s)
	say(oncall.Acked, "you have not been paged yet")
	note(table, 30, oncall.Entry{What: oncall.Paged})
	before := *changes
	say(oncall.Acked, "page acknowledged")
	if *changes != before+1 {
		t.Errorf("the responder's action caused %d changes, want one", *changes-before)
	}
	v := s.Answer(oncall.Ask{Verb: oncall.Look}).View
	if v == nil || v.Page != "it hangs" || !v.PagedAt.Equal(noon.Add(30*time.Second)) || v.Brief != "a quiet evening" || v.Instance != "class-ann" || v.Stage != oncall.StageAcked || v.Drill != 1 || v.Done {
		t.Errorf("in the round: %+v", v)
	}
	s.End(Score{}, "90 of 100")
	say(oncall.Resolved, "all rounds of this class are over")
	if v := s.Answer(oncall.Ask{Verb: oncall.Look}).View; v == nil || !v.Done || v.Debrief != "90 of 100" || v.Page != "" || v.Instance != "" {
		t.Errorf("in the end: %+v", v)
	}
}

func TestSeat_HidesTheScenarioBeforeTheEnd(t *testing.T) {
	s, _ := seatOf("ann", "redis-frozen", "db-lock")
	table := opened(s)
	table.Note(oncall.Broken, "")
	table.Note(oncall.Paged, "it hangs")
	for _, verb := range []string{oncall.Look, oncall.Acked, oncall.Command, oncall.Resolved} {
		a := s.Answer(oncall.Ask{Verb: verb})
		text := a.Said + a.Error + a.Hint
		if a.View != nil {
			text += a.View.Brief + a.View.Page + a.View.Debrief + a.View.Stage + a.View.Instance
		}
		for _, secret := range append(s.Drills, "frozen", "broken") {
			if strings.Contains(text, secret) {
				t.Errorf("%s tells %q: %s", verb, secret, text)
			}
		}
	}
}

func TestSheetOf_SumsPoints(t *testing.T) {
	ninety, twelve := 90, 12
	ann, _ := seatOf("ann", "redis-frozen", "db-lock")
	ann.End(Score{Points: &ninety}, "")
	ann.End(Score{Points: &twelve}, "")
	ben, _ := seatOf("ben", "redis-frozen", "db-lock")
	ben.End(Score{Error: "no engine"}, "")
	carl, _ := seatOf("carl", "redis-frozen", "db-lock")
	s := SheetOf(7, oncall.Modifiers{NoHints: true}, []*Seat{ann, ben, carl})
	var b bytes.Buffer
	if err := s.Table(&b); err != nil {
		t.Fatal(err)
	}
	const want = "" +
		"POINTS  redis-frozen  db-lock  of 200\n" +
		"ann     90            12       102\n" +
		"ben     –             –        0\n" +
		"carl    –             –        0\n"
	if b.String() != want || s.Seed != 7 || s.Schema != Schema {
		t.Errorf("%+v\ngot\n%swant\n%s", s, b.String(), want)
	}
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"with":{"no_hints":true,"noise":false,"second":false}`, `"drills":["redis-frozen","db-lock"]`, `{"name":"ann","rounds":[{"scenario":"","seed":0,"points":90,`,
		`"points":null,"hints":0,"error":"no engine"}],"total":0}`, `{"name":"carl","rounds":[],"total":0}`} {
		if !strings.Contains(string(text), part) {
			t.Errorf("as JSON it lacks %s:\n%s", part, text)
		}
	}
}
