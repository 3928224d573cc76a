package settings

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"firedrill"
	"firedrill/stack"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestReadLabs_EachMistakeHasItsPlace reads testdata/invalid: each file has one mistake (all-at-once.yaml has several)
// and a second file with the exact message.
func TestReadLabs_EachMistakeHasItsPlace(t *testing.T) {
	files, err := filepath.Glob("testdata/invalid/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, bad := readLabs(name, src)
			if bad == nil {
				t.Fatal("was accepted")
			}
			if len(bad) != 1 && name != "all-at-once.yaml" {
				t.Errorf("one mistake was reported as %d", len(bad))
			}
			golden := strings.TrimSuffix(file, ".yaml") + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(bad.Error()+"\n"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, _ := os.ReadFile(golden)
			if got := bad.Error() + "\n"; got != string(want) {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

func FuzzReadLabs(f *testing.F) {
	f.Add(firedrill.Labs)
	f.Add([]byte("labs: {a: {extends: b}, b: {extends: a}, c: {extends: c}}\n"))
	f.Add([]byte("images: pull\nlabs: {a: {services: {shop: {env: [DB_POOL=1]}}}}\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		file, bad := readLabs("labs.yaml", src)
		if bad != nil {
			for _, m := range bad {
				if m.Line < 1 || m.Col < 1 || m.Message == "" {
					t.Errorf("a mistake without a place: %+v", m)
				}
			}
			return
		}
		if len(file.labs) < 2 {
			t.Error("the shipped labs are gone")
		}
		for name, lab := range file.labs {
			if lab.Name != name || len(lab.Services) != len(lab.Members())-max(0, lab.Services[stack.Shop].Replicas-1) {
				t.Errorf("%q: %+v", name, lab)
			}
		}
	})
}
