package manual_test

import (
	"bytes"
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/labtest"
	"firedrill/chaos/manual"
)

func TestWrite_NamesTheKindsNotMeasured(t *testing.T) {
	bare := func() chaos.Fault { return &struct{ chaos.Fault }{} }
	index := chaos.NewIndex(chaos.Kind{Name: "a.one", New: bare}, chaos.Kind{Name: "a.two", New: bare})
	var b bytes.Buffer
	labtest.Must(t, manual.Write(&b, index, []manual.Killed{{Kind: "a.two", By: "the watchdog", Seconds: 1.23, Saw: "a | b"}, {Kind: "a.gone"}}))
	want := "|---|---|---|---|\n| a.two | the watchdog | 1.2 | a \\| b |\n\nNot yet run: a.one.\n"
	if !strings.HasSuffix(b.String(), want) {
		t.Errorf("it does not end in %q:\n%s", want, b.String())
	}
}
