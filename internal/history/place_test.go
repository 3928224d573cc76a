package history

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"firedrill/internal/grade"
)

func TestPlace_CreatesOnlyTheFolderOfTheState(t *testing.T) {
	at := filepath.Join(t.TempDir(), "state", File)
	for open, want := range map[string]func(context.Context) (Store, error){
		"does not exist\nhint: create the folder": Place{at, true}.Open,
		"no such file\nhint: correct the path":    Place{at, true}.OpenPast,
	} {
		if _, err := want(t.Context()); err == nil || !strings.Contains(err.Error(), open) {
			t.Errorf("%v does not say %q", err, open)
		}
	}
	s, err := Place{At: at}.OpenPast(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
}

func TestKeep_AfterTheEndOfTheContext(t *testing.T) {
	place := Place{At: filepath.Join(t.TempDir(), "state", File)}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := place.Keep(ctx, &grade.Result{Run: "r1", Start: time.Unix(1, 0)}); err != nil {
		t.Fatal(err)
	}
	s, err := place.OpenPast(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if all, err := s.Find(t.Context(), Query{}); err != nil || len(all) != 1 || all[0].Run != "r1" {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestKeep_ErrorHasNoHint(t *testing.T) {
	place := Place{filepath.Join(t.TempDir(), "none", File), true}
	if err := place.KeepRound(t.Context(), Round{}); err == nil || strings.Contains(err.Error(), "hint") {
		t.Errorf("%v", err)
	}
}
