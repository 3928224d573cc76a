package agent

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"firedrill/internal/record"
)

func sampleSet() []record.Sample {
	const no = record.Absent
	return []record.Sample{
		{},
		{Seq: 1, Route: "browse", Due: 5000, Sent: no, DNS: no, Connect: no, TLS: no, FirstByte: no, Done: 5001, Class: "dropped", App: no, Cache: no, DB: no, Pool: no},
		{
			Seq: 2, Route: "order", Due: 10_000, Sent: 10_020, DNS: no, Connect: no, TLS: no, FirstByte: 12_000, Done: 12_100, Status: 201,
			Source: "app", Replica: "shop-1", App: 1500, Cache: 0, DB: 250, Pool: no, Bytes: 60, RequestID: "5f1c0de5f1c0de5f1c0de5f1c0de5f1c", FailedAt: "database", Middleware: no, Upstream: "10.0.0.2:8080",
		},
		{Seq: math.MaxUint64, Route: "a b", Class: "c;d", Replica: "\"é\n+%20&", RequestID: "  ", Due: 7, Sent: 6, Done: 5},
	}
}

func TestEncodeSamples_RoundTrip(t *testing.T) {
	for n := range len(sampleSet()) + 1 {
		want := sampleSet()[:n]
		got, err := decodeSamples(string(encodeSamples(nil, want)))
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != n || n > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
}

// Each field is set alone to a distinct value, so that a field that the codec omits or swaps is detected.
func TestEncodeSamples_EncodesEveryField(t *testing.T) {
	kind := reflect.TypeFor[record.Sample]()
	for i := range kind.NumField() {
		var s record.Sample
		switch f := reflect.ValueOf(&s).Elem().Field(i); f.Kind() {
		case reflect.String:
			f.SetString("x")
		case reflect.Uint64:
			f.SetUint(7)
		default:
			f.SetInt(7)
		}
		got, err := decodeSamples(string(encodeSamples(nil, []record.Sample{s})))
		if err != nil || len(got) != 1 || got[0] != s {
			t.Errorf("field %q: got %+v, error %v", kind.Field(i).Name, got, err)
		}
	}
}

func TestDecodeSamples_RefusesDamagedText(t *testing.T) {
	good := string(encodeSamples(nil, sampleSet()[2:3]))
	for _, bad := range []string{"x", ";", good + ";", good + " 1", strings.Replace(good, "201", "2o1", 1), strings.Replace(good, "app", "%zz", 1)} {
		if got, err := decodeSamples(bad); err == nil {
			t.Errorf("%q reads %+v", bad, got)
		}
	}
}

func FuzzSamples(f *testing.F) {
	f.Add(string(encodeSamples(nil, sampleSet())))
	f.Fuzz(func(t *testing.T, text string) {
		first, err := decodeSamples(text)
		if err != nil {
			return
		}
		again, err := decodeSamples(string(encodeSamples(nil, first)))
		if err != nil || !reflect.DeepEqual(first, again) {
			t.Errorf("%q reads %+v, then %+v with error %v", text, first, again, err)
		}
	})
}

func BenchmarkCodec(b *testing.B) {
	samples := make([]record.Sample, 100)
	for i := range samples {
		samples[i] = sampleSet()[2]
	}
	var text []byte
	b.Run("encode", func(b *testing.B) {
		for b.Loop() {
			text = encodeSamples(text[:0], samples)
		}
	})
	b.Run("decode", func(b *testing.B) {
		for b.Loop() {
			if _, err := decodeSamples(string(text)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.ReportMetric(float64(len(text))/100, "bytes/sample")
}
