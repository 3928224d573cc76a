package inject

import (
	"errors"
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/internal/record"
)

func TestWriteProof(t *testing.T) {
	var b strings.Builder
	writeProof(&b, chaos.Order{Kind: "cpu.limit", On: "shop-1"}, chaos.Proof{Mechanism: record.Check{OK: true, Saw: "0.5 CPUs"}, Effect: record.Check{Saw: "no slower"}})
	if want := "cpu.limit on shop-1\n  mechanism  yes  0.5 CPUs\n  effect     NO   no slower\n"; b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

func TestWriteOutcomes_NamesWhatIsNotGone(t *testing.T) {
	var b strings.Builder
	err := writeOutcomes(&b, []chaos.Outcome{
		{ID: "a#1", Gone: record.Check{OK: true, Saw: "2 CPUs"}},
		{ID: "b#1", Gone: record.Check{Saw: "still slow"}},
		{ID: "c#1", Reverted: errors.New("no answer")},
	}, "fragile")
	if want := "  gone       yes  2 CPUs\n  gone       NO   still slow\n  gone       NO   no answer\n"; b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
	if err == nil || err.Error() != "fault \"b#1\" is not seen to be gone: still slow\nno answer" {
		t.Errorf("%v", err)
	}
	hint, ok := errors.AsType[interface {
		error
		Hint() string
	}](err)
	if !ok || hint.Hint() != "it stays noted: firedrill revert --lab fragile tries again" {
		t.Errorf("hint of %v", err)
	}
}
