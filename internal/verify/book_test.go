package verify_test

import (
	"os"
	"path/filepath"
	"testing"

	"firedrill/internal/verify"
)

func TestABookKnowsWhatHeldUntilTheKeyChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "book.json")
	b, err := verify.OpenBook(path)
	if err != nil {
		t.Fatal(err)
	}
	good, bad := verify.Pass{Findings: []verify.Finding{{OK: true}}}, verify.Pass{Findings: []verify.Finding{{OK: true}, {OK: false}}}
	for _, step := range []struct {
		key   string
		pass  verify.Pass
		known bool
	}{{"k1", good, true}, {"k1", bad, false}, {"k1", good, true}, {"k2", bad, false}, {"k2", verify.Pass{}, false}} {
		if err := b.Add("x", step.key, step.pass); err != nil {
			t.Fatal(err)
		}
		again, err := verify.OpenBook(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := again.Known("x", step.key); got != step.known {
			t.Errorf("after %+v: known %v", step, got)
		}
		if again.Known("x", "other") || again.Known("y", step.key) {
			t.Error("it knows what nobody tried")
		}
	}
	if err := os.WriteFile(path, []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := verify.OpenBook(path); err == nil {
		t.Error("a broken book was opened")
	}
}

func TestAKeyChangesWithAllThatCounts(t *testing.T) {
	base := verify.Basis{Scenario: []byte("a"), Labs: []any{"lab"}, Images: []string{"nginx:1"}}
	seen := map[string]bool{}
	for _, b := range []verify.Basis{base, {Scenario: []byte("b"), Labs: base.Labs, Images: base.Images},
		{Scenario: base.Scenario, Labs: []any{"lab2"}, Images: base.Images}, {Scenario: base.Scenario, Labs: base.Labs, Images: []string{"nginx:2"}}} {
		key, err := b.Key()
		if err != nil || seen[key] {
			t.Errorf("%+v: key %q, %v", b, key, err)
		}
		seen[key] = true
	}
	if again, _ := base.Key(); !seen[again] {
		t.Error("the same basis has another key")
	}
}
