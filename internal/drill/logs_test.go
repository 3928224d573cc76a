package drill

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"firedrill/internal/record"
	"firedrill/internal/signals"
)

func TestJoin_AssignsLogLinesToTheirRequests(t *testing.T) {
	start := time.Date(2025, 3, 14, 15, 9, 26, 0, time.UTC)
	at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	j := newJoin(record.Header{Start: start, Seed: 7}, []signals.Example{
		{Seq: 1, RequestID: "aa", Due: 1_000_000, Latency: 500_000},
		{Seq: 2, Due: 1_400_000, Latency: 1_000_000}, // no response: its ID is unknown
		{Seq: 3, Due: 1_500_000, Latency: record.Absent},
	})
	j.add("nginx", at(1600), `{"request_id":"aa","status":502}`)
	j.add("nginx", at(1601), `{"request_id":"bb","status":200}`)
	j.add("nginx", at(900), `{"request_id":"cc"`)
	j.add("nginx", at(2500), `{"request_id":"dd","traceparent":"00-00000000000000070000000000000002-0000000000000001-00","status":499}`)
	j.add("shop-1", at(2600), `{"request_id":"dd","trace_id":"00000000000000070000000000000002"}`)
	j.add("shop-1", at(2600), `{"request_id":"ee","trace_id":"00000000000000080000000000000002"}`)
	j.add("postgres", at(999), "before")
	j.add("postgres", at(1450), "during both")
	j.add("postgres", at(2600), "after the first")
	for range 10 {
		j.add("redis", at(1000), "again")
	}
	var got []string
	for _, l := range j.lines() {
		got = append(got, strings.Join([]string{string(rune('0' + l.Seq)), l.Service, l.By, l.Line}, " "))
	}
	want := []string{"1 redis time again", "1 redis time again", "1 redis time again", "1 redis time again", "1 postgres time during both",
		`1 nginx id {"request_id":"aa","status":502}`, "2 postgres time during both",
		`2 nginx id {"request_id":"dd","traceparent":"00-00000000000000070000000000000002-0000000000000001-00","status":499}`,
		`2 shop-1 id {"request_id":"dd","trace_id":"00000000000000070000000000000002"}`, "2 postgres time after the first"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestClip_CutsBetweenCharacters(t *testing.T) {
	got := clip(strings.Repeat("é", record.MaxLogLine))
	if len(got) > record.MaxLogLine || strings.ToValidUTF8(got, "?") != got || !strings.HasSuffix(got, "…") {
		t.Errorf("%d bytes, ending %q", len(got), got[len(got)-8:])
	}
}

func TestNextLook_IsTheNextWholeSecond(t *testing.T) {
	began := time.Unix(1000, 0)
	for after, want := range map[time.Duration]time.Duration{
		0: time.Second, 300 * time.Millisecond: time.Second, 1100 * time.Millisecond: 2 * time.Second, 3 * time.Second: 4 * time.Second,
	} {
		if got := nextLook(began, began.Add(after)).Sub(began); got != want {
			t.Errorf("after %v the next look is at %v, want %v", after, got, want)
		}
	}
}
