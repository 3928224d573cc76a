package manual_test

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/chaos/labtest"
	"firedrill/chaos/manual"
)

var update = flag.Bool("update", false, "write docs/faults.md anew")

func TestWrite_ManualIsCurrent(t *testing.T) {
	const path = "../../docs/faults.md"
	var b bytes.Buffer
	labtest.Must(t, manual.Write(&b, catalogue.All(), measured(t)))
	if *update {
		labtest.Must(t, os.WriteFile(path, b.Bytes(), 0o644))
	}
	have, err := os.ReadFile(path)
	labtest.Must(t, err)
	if !bytes.Equal(have, b.Bytes()) {
		t.Errorf("%s is not what the catalogue says; make pages makes it anew", path)
	}
}

// measured reads what "make proof-kill-kinds" measured.
func measured(t *testing.T) []manual.Killed {
	t.Helper()
	f, err := os.Open("testdata/killed.jsonl")
	labtest.Must(t, err)
	defer f.Close()
	all, err := manual.ReadKilled(f)
	labtest.Must(t, err)
	return all
}

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
