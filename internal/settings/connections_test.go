package settings

import (
	"errors"
	"fmt"
	"testing"

	"firedrill/internal/source"
	"firedrill/stack"
)

func TestFind_RefusesMoreConnectionsThanPostgresTakes(t *testing.T) {
	tests := []struct {
		replicas      int
		env           []string
		message, hint string
	}{
		{replicas: 1},
		{replicas: 9},
		{replicas: 9, env: []string{"DB_POOL=5"}},
		{replicas: 2, env: []string{"DB_POOL=16"}},
		{replicas: 1, env: []string{"DB_POOL=47"}},
		{1, []string{"DB_POOL=48"}, `lab "x" may open 48 connections to Postgres, which takes 47 from the shop: replicas 1, DB_POOL 48`, "DB_POOL is at most 47"},
		{9, []string{"DB_POOL=6"}, `lab "x" may open 54 connections to Postgres, which takes 47 from the shop: replicas 9, DB_POOL 6`,
			"with 9 replicas, DB_POOL is at most 5; with DB_POOL=6, replicas is at most 7"},
		{3, []string{"DB_POOL=16"}, `lab "x" may open 48 connections to Postgres, which takes 47 from the shop: replicas 3, DB_POOL 16`,
			"with 3 replicas, DB_POOL is at most 15; with DB_POOL=16, replicas is at most 2"},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.replicas, tt.env), func(t *testing.T) {
			lab := stack.Lab{Name: "x", Services: map[string]stack.Service{stack.Shop: {Replicas: tt.replicas, Env: tt.env}}}
			_, err := (&Settings{Labs: map[string]stack.Lab{"x": lab}}).Find("x")
			var got source.Mistake
			if errors.As(err, &got); (err != nil) != (tt.message != "") || got.Message != tt.message || got.Hint != tt.hint {
				t.Errorf("got %v, hint %q", err, got.Hint)
			}
		})
	}
}

// A pool inherited from another lab of the user counts too.
func TestFind_ChecksTheConnectionsOfAnInheritedPool(t *testing.T) {
	file, bad := readLabs("labs.yaml", []byte("labs: {fragile: {services: {shop: {env: [DB_POOL=24]}}}}\n"))
	if bad != nil {
		t.Fatal(bad)
	}
	s := &Settings{Labs: file.labs}
	if _, err := s.Find("fragile"); err != nil {
		t.Error(err)
	}
	if _, err := s.Find("ha"); err == nil {
		t.Error("two replicas with 24 connections each were accepted")
	}
}
