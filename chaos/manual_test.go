package chaos_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"firedrill/chaos"
)

var update = flag.Bool("update", false, "write docs/faults.md anew")

func TestTheManualIsCurrent(t *testing.T) {
	const path = "../docs/faults.md"
	var b bytes.Buffer
	must(t, chaos.Catalogue().WriteMarkdown(&b))
	if *update {
		must(t, os.WriteFile(path, b.Bytes(), 0o644))
	}
	have, err := os.ReadFile(path)
	must(t, err)
	if !bytes.Equal(have, b.Bytes()) {
		t.Errorf("%s is not what the catalogue says; go generate ./chaos makes it anew", path)
	}
}
