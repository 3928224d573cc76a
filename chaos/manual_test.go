package chaos_test

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
)

var update = flag.Bool("update", false, "write docs/faults.md anew")

func TestTheManualIsCurrent(t *testing.T) {
	const path = "../docs/faults.md"
	var b bytes.Buffer
	must(t, catalogue.All().WriteMarkdown(&b, measured(t)))
	if *update {
		must(t, os.WriteFile(path, b.Bytes(), 0o644))
	}
	have, err := os.ReadFile(path)
	must(t, err)
	if !bytes.Equal(have, b.Bytes()) {
		t.Errorf("%s is not what the catalogue says; make pages makes it anew", path)
	}
}

// measured reads what "make proof-kill-kinds" measured.
func measured(t *testing.T) []chaos.Killed {
	t.Helper()
	f, err := os.Open("testdata/killed.jsonl")
	must(t, err)
	defer f.Close()
	all, err := chaos.ReadKilled(f)
	must(t, err)
	return all
}

func TestTheManualNamesTheKindsThatWereNotKilledYet(t *testing.T) {
	scripted := func() chaos.Fault { return &scripted{} }
	index := chaos.NewIndex(chaos.Kind{Name: "a.one", New: scripted}, chaos.Kind{Name: "a.two", New: scripted})
	var b bytes.Buffer
	must(t, index.WriteMarkdown(&b, []chaos.Killed{{Kind: "a.two", By: "the watchdog", Seconds: 1.23, Saw: "a | b"}, {Kind: "a.gone"}}))
	want := "|---|---|---|---|\n| a.two | the watchdog | 1.2 | a \\| b |\n\nNot yet run: a.one.\n"
	if !strings.HasSuffix(b.String(), want) {
		t.Errorf("it does not end in %q:\n%s", want, b.String())
	}
}
