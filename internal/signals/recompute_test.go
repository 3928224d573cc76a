package signals_test

import (
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
	"firedrill/internal/signals"
)

func measure(t testing.TB, d recordtest.Drill, asks ...signals.Ask) (*signals.Windows, string) {
	t.Helper()
	dir := d.Write(t)
	r, err := record.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	w, err := signals.Measure(r, asks)
	if err != nil {
		t.Fatal(err)
	}
	return w, dir
}

// troubled is a drill with every kind of failure.
func troubled(r *rand.Rand, phase string, s *record.Sample) {
	switch {
	case phase != record.PhaseFault:
	case s.Seq%7 == 0:
		recordtest.Break(s, record.ClassHTTP5App, 3000)
	case s.Seq%11 == 0:
		recordtest.Break(s, record.ClassTimeout, 1_500_000)
	case s.Seq%13 == 0:
		recordtest.Hold(s, 400_000+r.Int64N(900_000))
	case s.Seq%17 == 0:
		recordtest.Drop(s)
	}
}

// naive computes the values of the fault phase as an independent reader would: without our code, all in memory.
type naive struct {
	scheduled, failed, dropped, slow int64
	product, productFailed           int64
	classes                          map[string]int64
	latencies                        []int64
}

func readNaively(t *testing.T, dir string, from, to int64) naive {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, record.SamplesFile))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	col := map[string]int{}
	for i, name := range rows[0] {
		col[name] = i
	}
	n := naive{classes: map[string]int64{}}
	for _, row := range rows[1:] {
		at := func(name string) int64 { v, _ := strconv.ParseInt(row[col[name]], 10, 64); return v }
		due, class := at("due_us"), row[col["class"]]
		if due < from || due >= to {
			continue
		}
		n.scheduled++
		if class != "" {
			n.classes[class]++
		}
		if row[col["route"]] == "product" {
			n.product++
			if class != "" {
				n.productFailed++
			}
		}
		if at("sent_us") < 0 {
			n.dropped++
			n.slow++
			continue
		}
		if class != "" {
			n.failed++
		}
		latency := at("done_us") - due
		if latency > 300_000 {
			n.slow++
		}
		n.latencies = append(n.latencies, latency)
	}
	slices.Sort(n.latencies)
	return n
}

func TestMeasure_AgreesWithAnIndependentReader(t *testing.T) {
	slow, product := signals.Ask{Over: 300 * time.Millisecond}, signals.Ask{Route: "product"}
	w, dir := measure(t, recordtest.Drill{Seed: 3, Warmup: 2, Request: troubled}, slow, product)
	p := w.Phase(record.PhaseFault)
	n := readNaively(t, dir, p.Start, p.End)
	same := func(what string, got, want int64) {
		if got != want {
			t.Errorf("%s: %d, an independent reader counts %d", what, got, want)
		}
	}
	same("scheduled", p.All.Scheduled, n.scheduled)
	same("failed", p.All.Failed, n.failed)
	same("dropped", p.All.Dropped, n.dropped)
	same("sent", p.All.Sent(), int64(len(n.latencies)))
	same("product", p.Routes["product"].Scheduled, n.product)
	same("product failed", p.Routes["product"].Bad(), n.productFailed)
	for class, count := range n.classes {
		same(class, p.All.Errors[class], count)
	}
	same("slow", sum(t, w, slow, func(b signals.Batch) int64 { return b.Slow }), n.slow)
	same("product failed by second", sum(t, w, product, func(b signals.Batch) int64 { return b.Bad }), n.productFailed)
	for _, q := range []float64{0.5, 0.9, 0.95, 0.99, 1} {
		rank := int(math.Ceil(q * float64(len(n.latencies))))
		want := float64(n.latencies[rank-1]) / 1000
		about := 0.001
		if q == 0.5 || q == 0.95 { // too few samples for a p99
			about = 0
		}
		if got := p.All.Latency.Quantile(q); got < want*(1-about) || got > want*(1+about) {
			t.Errorf("p%v: %v ms, an independent reader finds %v ms", q*100, got, want)
		}
	}
}

func sum(t *testing.T, w *signals.Windows, a signals.Ask, of func(signals.Batch) int64) int64 {
	t.Helper()
	s, err := w.Series(record.PhaseFault, a)
	if err != nil {
		t.Fatal(err)
	}
	var n int64
	for _, b := range s.Batches {
		n += of(b)
	}
	return n
}

func TestMeasure_AFreezeDelaysEveryRequestDueInIt(t *testing.T) {
	const from, till = 17_000_000, 18_000_000
	over := signals.Ask{Over: 20 * time.Millisecond}
	w, _ := measure(t, recordtest.Drill{Request: func(_ *rand.Rand, _ string, s *record.Sample) {
		if s.Due >= from && s.Due < till {
			recordtest.Hold(s, till-s.Due+5000)
		}
	}}, over)
	series, err := w.Series(record.PhaseFault, over)
	if err != nil {
		t.Fatal(err)
	}
	held := series.Batches[5].Slow
	if held < 195 || held > 200 {
		t.Errorf("%d requests slowed by a freeze of 1 s at 200 a second", held)
	}
	p := w.Phase(record.PhaseFault)
	extra := p.Hops[signals.HopDatabase].Mean(200) - 14*w.Phase(record.PhaseBaseline).Hops[signals.HopDatabase].Mean(2400)
	if extra < 480 || extra > 520 {
		t.Errorf("the freeze took %v ms of each of its 200 requests on average", extra)
	}
}
