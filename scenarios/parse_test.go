package scenarios_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"firedrill/internal/source"
	"firedrill/scenarios"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestEachMistakeIsNamedAtItsPlace reads testdata/invalid: each file holds one mistake (all-at-once.yaml: many), and
// beside it stands the exact message.
func TestEachMistakeIsNamedAtItsPlace(t *testing.T) {
	files, err := filepath.Glob("testdata/invalid/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, err = scenarios.Parse(name, src, faults{})
			if err == nil {
				t.Fatal("was accepted")
			}
			var all source.Mistakes
			if errors.As(err, &all) && len(all) != 1 && name != "all-at-once.yaml" {
				t.Errorf("one mistake was reported as %d", len(all))
			}
			golden := strings.TrimSuffix(file, ".yaml") + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(err.Error()+"\n"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, _ := os.ReadFile(golden)
			if got := err.Error() + "\n"; got != string(want) {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

// smallest is the least that a scenario may hold.
const smallest = `title: t
hop: database
level: 1
brief: b
page: p
faults: [{container.stop: {on: postgres}}]
objectives: [{fault: failed <= 5%}]
cause: {component: postgres, mechanism: stopped}
fix: [start it]
`

func TestWhatIsNotSaidTakesItsDefault(t *testing.T) {
	s, err := scenarios.Parse("a/b/db-gone.yaml", []byte(smallest), faults{})
	if err != nil {
		t.Fatal(err)
	}
	want := scenarios.Timeline{Warmup: 3 * time.Second, Baseline: 12 * time.Second, Fault: 15 * time.Second, Recovery: 12 * time.Second}
	if s.Name != "db-gone" || s.Lab != "fragile" || s.Seed != 0 || s.Timeline != want {
		t.Errorf("read %+v", s)
	}
	if s.Load.Rate != 200 || s.Load.Arrivals != "constant" || s.Load.Timeout != 10*time.Second || len(s.Load.Mix) == 0 {
		t.Errorf("load %+v", s.Load)
	}
	if s.Load.MaxInFlight < 2000 {
		t.Errorf("%d in flight: at 200/s a lab that hangs for the 10s of the timeout would look like dropped load", s.Load.MaxInFlight)
	}
	if string(s.Source) != smallest {
		t.Error("the source is not the file")
	}
}

func TestWhatIsSaidIsRead(t *testing.T) {
	src := smallest + `teaches: x
lab: hardened
seed: 7
load: {rate: 50.5/s, arrivals: poisson, mix: {order: 1, browse: 2.5}, timeout: 2s, max_in_flight: 9}
timeline: {warmup: 0s, baseline: 1s, fault: 20s, recovery: 4s}
signature: [{fault: failed in 20%..70%}]
hints: [a, b]
hardening: y
`
	src = strings.Replace(src, "faults: [{container.stop: {on: postgres}}]", "faults:\n  - container.stop: {on: postgres}\n  - env.set: {on: shop-1, at: 2s, for: 3s, name: DB_HOST, value: 1e3}", 1)
	src = strings.Replace(src, "[{fault: failed <= 5%}]", "[{fault: 'failed{route=order} <= 5%', key: true, weight: 2}]", 1)
	s, err := scenarios.Parse("x.yaml", []byte(src), faults{})
	if err != nil {
		t.Fatal(err)
	}
	wantLoad := scenarios.Load{Rate: 50.5, Arrivals: "poisson", Mix: []scenarios.Share{{Route: "order", Weight: 1}, {Route: "browse", Weight: 2.5}}, Timeout: 2 * time.Second, MaxInFlight: 9}
	if !reflect.DeepEqual(s.Load, wantLoad) {
		t.Errorf("load %+v", s.Load)
	}
	wantFaults := []scenarios.Fault{
		{ID: "container.stop#1", Kind: "container.stop", On: "postgres", Params: map[string]string{}},
		{ID: "env.set#2", Kind: "env.set", On: "shop-1", At: 2 * time.Second, For: 3 * time.Second, Params: map[string]string{"name": "DB_HOST", "value": "1e3"}},
	}
	if !reflect.DeepEqual(s.Faults, wantFaults) {
		t.Errorf("faults %+v", s.Faults)
	}
	if o := s.Objectives[0]; !o.Key || o.Weight != 2 || o.Labels["route"] != "order" || o.High != 0.05 {
		t.Errorf("objective %+v", o)
	}
	if s.Seed != 7 || s.Lab != "hardened" || s.Timeline.Total() != 25*time.Second || len(s.Signature) != 1 || len(s.Hints) != 2 {
		t.Errorf("read %+v", s)
	}
}

func TestARecordIsReadWithoutTheCatalogueItWasMadeWith(t *testing.T) {
	src := strings.Replace(smallest, "container.stop", "container.gone-since", 1)
	if _, err := scenarios.Parse("x.yaml", []byte(src), faults{}); err == nil {
		t.Error("an unknown kind was accepted")
	}
	s, err := scenarios.Parse("x.yaml", []byte(src), nil)
	if err != nil || s.Faults[0].Kind != "container.gone-since" {
		t.Errorf("%+v, %v", s, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(smallest))
	for _, name := range scenarios.Names() {
		s, err := scenarios.Find(name, nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(s.Source)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		s, err := scenarios.Parse("x.yaml", src, faults{})
		var all source.Mistakes
		if err != nil && !errors.As(err, &all) {
			t.Fatalf("not a list of mistakes: %v", err)
		}
		if err == nil && !fits(t, src) {
			t.Errorf("accepted, against the published schema: %s", src)
		}
		if err == nil && (s.Load.Rate <= 0 || len(s.Load.Mix) == 0 || len(s.Objectives) == 0 || s.Hop == "") {
			t.Errorf("accepted %+v", s)
		}
	})
}
