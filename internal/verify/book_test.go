package verify_test

import (
	"os"
	"path/filepath"
	"testing"

	"firedrill/internal/verify"
)

func TestBook_KnownUntilKeyOrImageChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "book.json")
	for _, step := range []struct {
		found verify.Finding
		known bool // with key k1 and image a
	}{
		{verify.Finding{OK: true, Key: "k1", Images: []string{"a"}}, true},
		{verify.Finding{OK: false, Key: "k1", Images: []string{"a"}}, false},
		{verify.Finding{OK: true, Key: "k1", Images: []string{"b"}}, false},
		{verify.Finding{OK: true, Key: "k1", Images: []string{"a"}}, true},
		{verify.Finding{OK: true, Key: "k2", Images: []string{"a"}}, false},
	} {
		b := open(t, path)
		step.found.Check = verify.Shows
		if err := b.Add("x", step.found); err != nil {
			t.Fatal(err)
		}
		again := open(t, path)
		if got := again.Known("x", verify.Shows, "k1", []string{"a"}); got != step.known {
			t.Errorf("after %+v: known %v", step, got)
		}
		if again.Known("y", verify.Shows, "k1", []string{"a"}) || again.Known("x", verify.Fixed, "k1", []string{"a"}) {
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

func TestBook_KeepsNewestFindingsOfOneKey(t *testing.T) {
	b := open(t, "")
	for i := range 7 {
		if err := b.Add("x", verify.Finding{Check: verify.Shows, Key: "k1", Seed: uint64(i)}); err != nil {
			t.Fatal(err)
		}
	}
	if all := b.Findings["x"][verify.Shows]; len(all) != 5 || all[0].Seed != 2 || all[4].Seed != 6 {
		t.Errorf("kept: %+v", all)
	}
	if err := b.Add("x", verify.Finding{Check: verify.Shows, Key: "k2"}); err != nil {
		t.Fatal(err)
	}
	if all := b.Findings["x"][verify.Shows]; len(all) != 1 {
		t.Errorf("of an older form it kept %+v", all)
	}
}

func TestBook_TwoProcessesAdd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "book.json")
	one, other := open(t, path), open(t, path)
	for name, b := range map[string]*verify.Book{"x": one, "y": other} {
		if err := b.Add(name, verify.Finding{Check: verify.Shows, OK: true, Key: "k"}); err != nil {
			t.Fatal(err)
		}
	}
	b := open(t, path)
	if !b.Known("x", verify.Shows, "k", nil) || !b.Known("y", verify.Shows, "k", nil) {
		t.Errorf("one of two is lost: %+v", b.Findings)
	}
}

func open(t *testing.T, path string) *verify.Book {
	t.Helper()
	b, err := verify.OpenBook(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
