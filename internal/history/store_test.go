package history

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"math"
	"reflect"
	"sync"
	"testing"
	"time"

	"firedrill/internal/grade"
)

// first is the start of the first run in these tests, in microseconds, the resolution of a history.
var first = time.Date(2025, 3, 14, 15, 9, 26, 123456000, time.UTC)

// entry returns the nth run of a drill.
func entry(n int, scenario, lab string, v grade.Verdict) Entry {
	e := Entry{Run: fmt.Sprintf("run-%02d", n), Started: first.Add(time.Duration(n) * time.Minute), Scenario: scenario, Lab: lab,
		Verdict: v, Result: fmt.Appendf(nil, "{\n  \"schema\": \"firedrill.result/1\",\n  \"run\": \"run-%02d\", \"notes\": [\"\\u0000 'é' ? $1 ; --\"]\n}\n", n)}
	if v != grade.Invalid {
		score := 12.25 * float64(n)
		e.Score = &score
	}
	return e
}

// conforms checks what every store must do. open opens the same history each time it is called.
func conforms(t *testing.T, open func(*testing.T) Store) {
	t.Run("many writers that open it at once lose nothing", func(t *testing.T) { manyWriters(t, open) })
	t.Run("many that bring an old one up to date at once do it once", func(t *testing.T) { upToDateOnce(t, open) })
	t.Run("it gives back what it was given", func(t *testing.T) { keeps(t, open) })
	t.Run("a run that is there stays as it is", func(t *testing.T) { staysAsItIs(t, open) })
	t.Run("a query narrows", func(t *testing.T) { narrows(t, open(t)) })
	t.Run("it gives rounds back as they first were", func(t *testing.T) { keepsRounds(t, open) })
	t.Run("a newer one is left alone", func(t *testing.T) { newerIsLeft(t, open(t)) })
}

// manyWriters must be first: the tables do not exist yet, so all writers try to create them.
func manyWriters(t *testing.T, open func(*testing.T) Store) {
	const writers, each = 8, 10
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			s := open(t)
			for i := range each {
				if err := s.Add(t.Context(), entry(1000+w*each+i, "crowd", "fragile", grade.Pass)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := len(find(t, open(t), Query{Scenario: "crowd"})); got != writers*each {
		t.Errorf("%d of %d runs are there", got, writers*each)
	}
}

func upToDateOnce(t *testing.T, open func(*testing.T) Store) {
	db := open(t).(*table).db
	// The schema before rounds were stored, and before the index on drills.
	for _, back := range []string{`DROP TABLE firedrill_rounds`, `DROP INDEX firedrill_runs_of_a_drill`, `DELETE FROM firedrill_schema WHERE step > 1`} {
		if _, err := db.ExecContext(t.Context(), back); err != nil {
			t.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { open(t) })
	}
	wg.Wait()
	var steps int
	if err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM firedrill_schema`).Scan(&steps); err != nil || steps != len(migrations) {
		t.Errorf("%d steps are noted, %v", steps, err)
	}
	if len(find(t, open(t), Query{Scenario: "crowd"})) == 0 {
		t.Error("what was kept before is gone")
	}
}

func keeps(t *testing.T, open func(*testing.T) Store) {
	want := []Entry{entry(2, "kept", "hardened", grade.Invalid), entry(1, "kept", "fragile", grade.Fail)}
	s := open(t)
	for _, e := range want {
		add(t, s, e)
	}
	if got := find(t, open(t), Query{Scenario: "kept"}); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func staysAsItIs(t *testing.T, open func(*testing.T) Store) {
	s := open(t)
	e := entry(3, "again", "fragile", grade.Pass)
	add(t, s, e)
	other := e
	other.Verdict, other.Result = grade.Fail, []byte("{}")
	add(t, s, other)
	if got := find(t, s, Query{Runs: []string{e.Run}, Scenario: "again"}); len(got) != 1 || got[0].Verdict != grade.Pass || !bytes.Equal(got[0].Result, e.Result) {
		t.Errorf("after a second Add: %+v", got)
	}
	// Another machine's run of the same name is another run.
	other.Started = e.Started.Add(time.Microsecond)
	add(t, s, other)
	if got := find(t, s, Query{Runs: []string{e.Run}, Scenario: "again"}); len(got) != 2 {
		t.Errorf("%d runs of that name, want 2", len(got))
	}
}

func keepsRounds(t *testing.T, open func(*testing.T) Store) {
	s := open(t)
	early := Round{Run: "run-01", Started: first, Scenario: "redis-frozen", Lab: "fragile", Seed: math.MaxUint64, Responder: "ann", Total: 93,
		Felt: true, Held: true, Text: []byte("{\n  \"schema\": \"firedrill.round/1\", \"log\": [\"'é' ? $1\"]\n}\n")}
	late := Round{Run: "run-02", Started: first.Add(time.Microsecond), Scenario: "all-quiet", Lab: "ha", Seed: 7, Control: true, Text: []byte("{}")}
	other := early
	other.Total = 12
	for _, r := range []Round{early, late, other} {
		if err := s.Rounds().Add(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	got, err := open(t).Rounds().All(t.Context())
	if want := []Round{late, early}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
	}
}

func narrows(t *testing.T, s Store) {
	for n, v := range []grade.Verdict{grade.Pass, grade.Invalid, grade.Fail, grade.Inconclusive} {
		add(t, s, entry(20+n, "narrow", "fragile", v))
	}
	add(t, s, entry(30, "narrow", "hardened", grade.Pass))
	tests := []struct {
		name string
		q    Query
		want []string
	}{
		{"by scenario", Query{Scenario: "narrow"}, []string{"run-30", "run-23", "run-22", "run-21", "run-20"}},
		{"by lab", Query{Scenario: "narrow", Lab: "hardened"}, []string{"run-30"}},
		{"to valid drills", Query{Scenario: "narrow", Lab: "fragile", Graded: true}, []string{"run-23", "run-22", "run-20"}},
		{"to the newest", Query{Scenario: "narrow", Graded: true, Limit: 2}, []string{"run-30", "run-23"}},
		{"to names", Query{Runs: []string{"run-20", "run-22", "run-99"}}, []string{"run-22", "run-20"}},
		{"to nothing", Query{Scenario: "narrow' OR '1'='1"}, nil},
	}
	for _, tt := range tests {
		var got []string
		for _, e := range find(t, s, tt.q) {
			got = append(got, e.Run)
		}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func newerIsLeft(t *testing.T, s Store) {
	db := s.(*table).db
	must := func(_ sql.Result, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(db.Exec(`INSERT INTO firedrill_schema VALUES (999)`))
	if err := migrate(t.Context(), db, ""); err == nil {
		t.Error("a history with a step that is not known was taken")
	}
	must(db.Exec(`DELETE FROM firedrill_schema WHERE step = 999`))
	if err := migrate(t.Context(), db, ""); err != nil {
		t.Error(err)
	}
}

func add(t *testing.T, s Store, e Entry) {
	t.Helper()
	if err := s.Add(t.Context(), e); err != nil {
		t.Fatal(err)
	}
}

func find(t *testing.T, s Store, q Query) []Entry {
	t.Helper()
	got, err := s.Find(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// at returns a function that opens the history at one address.
func at(address string) func(*testing.T) Store {
	return func(t *testing.T) Store {
		t.Helper()
		s, err := Open(context.WithoutCancel(t.Context()), address)
		if err != nil {
			t.Error(err)
			t.SkipNow()
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
}
