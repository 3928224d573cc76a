package images

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
)

type oven struct {
	shelf *shelf
	err   error
	baked []BakeSpec
}

func (o *oven) Bake(_ context.Context, s BakeSpec) error {
	o.baked = append(o.baked, s)
	if o.err == nil {
		o.shelf.add(s.Tag)
	}
	return o.err
}

func TestSeeded_BakesOnce(t *testing.T) {
	s := &shelf{}
	o := &oven{shelf: s}
	r := SeedRequest{Base: Image{Ref: "postgres:17", ID: "sha256:1"}, SQL: []byte("SELECT 1")}
	first, err := Seeded(t.Context(), s, o, r)
	if err != nil || first.From != Built {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := Seeded(t.Context(), s, o, r)
	if err != nil || again.From != Present || again.Ref != first.Ref || len(o.baked) != 1 {
		t.Errorf("%+v, %v after %d bakes", again, err, len(o.baked))
	}
}

func TestSeeded_TagDependsOnAllInputs(t *testing.T) {
	base := SeedRequest{Base: Image{Ref: "postgres:17", ID: "sha256:1"}, SQL: []byte("SELECT 1")}
	tag := seedSpec(base).Tag
	if seedSpec(base).Tag != tag {
		t.Error("the same request has two tags")
	}
	for name, change := range map[string]func(*SeedRequest){
		"base": func(r *SeedRequest) { r.Base.ID = "sha256:2" },
		"sql":  func(r *SeedRequest) { r.SQL = []byte("SELECT 2") },
	} {
		r := base
		change(&r)
		if seedSpec(r).Tag == tag {
			t.Errorf("another %s has the same tag", name)
		}
	}
}

func TestSeeded_FailedBakeReportsTheReason(t *testing.T) {
	s := &shelf{}
	_, err := Seeded(t.Context(), s, &oven{shelf: s, err: errors.New("exit code 3: syntax error")}, SeedRequest{})
	if err == nil || !strings.HasPrefix(err.Error(), `image "firedrill/postgres-seeded:`) || !strings.HasSuffix(err.Error(), "syntax error") {
		t.Errorf("got %v", err)
	}
}

func TestAppConnections_IsWhatTheServerLeavesToTheApp(t *testing.T) {
	const keptForSuperusers = 3 // the server's default
	var most int
	for line := range strings.Lines(string(serverConf)) {
		if name, value, _ := strings.Cut(line, "="); strings.TrimSpace(name) == "max_connections" {
			if _, err := fmt.Sscan(value, &most); err != nil {
				t.Fatal(err)
			}
		}
		if strings.Contains(line, "reserved_connections") {
			t.Errorf("%q is not counted here", line)
		}
	}
	if want := most - keptForSuperusers; AppConnections != want {
		t.Errorf("AppConnections is %d, postgresql.conf leaves %d", AppConnections, want)
	}
}
