package env_test

import (
	"slices"
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/chaos/labtest"
)

var secrets = []string{"DB_HOST=postgres", "JWT_SECRET=hunter2", "DB_PASSWORD=hunter3", "CACHE_PASSWORD=hunter4"}

func TestRotateSecret_WritesNoSecret(t *testing.T) {
	for _, name := range []string{"JWT_SECRET", "DB_PASSWORD", "CACHE_PASSWORD"} {
		lab := labtest.New(secrets, "nginx", "shop-1")
		f := labtest.Made(t, "env.rotate-secret", "shop-1", map[string]string{"name": name})
		undo := labtest.Planned(t, f, lab.Target)
		labtest.Must(t, f.Inject(t.Context(), lab.Target, undo))
		p := f.Prove(t.Context(), lab.Target, undo)
		if !p.OK() {
			t.Errorf("%s: %+v", name, p)
		}
		settings, err := lab.Settings(t.Context(), "shop-1")
		labtest.Must(t, err)
		for _, text := range []string{string(undo), p.Mechanism.Saw, p.Effect.Saw} {
			if strings.Contains(text, "hunter") || strings.Contains(text, settings[name]) {
				t.Errorf("%s: a secret stands in %q", name, text)
			}
		}
		labtest.Must(t, f.Revert(t.Context(), lab.Target, undo))
		if got := labtest.Env(t, lab.Target, "shop-1"); !slices.Contains(got, "JWT_SECRET=hunter2") || f.Prove(t.Context(), lab.Target, undo).OK() {
			t.Errorf("%s: left %q", name, got)
		}
	}
}

func TestRotateSecret_DrawsAnotherSecretEachTime(t *testing.T) {
	values := map[string]bool{"hunter2": true}
	for range 2 {
		lab := labtest.New(secrets, "nginx", "shop-1")
		f := labtest.Made(t, "env.rotate-secret", "shop-1", nil)
		labtest.Must(t, f.Inject(t.Context(), lab.Target, labtest.Planned(t, f, lab.Target)))
		settings, err := lab.Settings(t.Context(), "shop-1")
		labtest.Must(t, err)
		values[settings["JWT_SECRET"]] = true
	}
	if len(values) != 3 {
		t.Errorf("got %d values, want 3", len(values))
	}
}

func TestSplitSecret_NeedsTwoReplicasThatAgree(t *testing.T) {
	f := labtest.Made(t, "env.split-secret", "shop-1", nil)
	if _, err := f.Plan(t.Context(), labtest.New(secrets, "nginx", "shop-1").Target); err == nil || err.Error() != `the lab has no container "shop-2"` {
		t.Errorf("got %v", err)
	}
	for _, replicas := range [][]string{{"shop-1", "shop-2"}, {"shop-1", "shop-2", "shop-3"}} {
		lab := labtest.New(secrets, append([]string{"nginx"}, replicas...)...)
		if _, err := f.Plan(t.Context(), lab.Target); err != nil {
			t.Errorf("%q: %v", replicas, err)
		}
		other := labtest.Made(t, "env.rotate-secret", replicas[len(replicas)-1], nil)
		labtest.Must(t, other.Inject(t.Context(), lab.Target, labtest.Planned(t, other, lab.Target)))
		if _, err := f.Plan(t.Context(), lab.Target); err == nil || err.Error() != "the replicas have different secrets already" {
			t.Errorf("%q: got %v", replicas, err)
		}
	}
	kind, err := catalogue.All().Kind("env.split-secret")
	labtest.Must(t, err)
	unmet := chaos.Missing(t.Context(), labtest.Everything{"lab:replicas": "the app of this lab has one replica"}, kind)
	e := &chaos.UnmetError{Kind: kind.Name, Unmet: unmet}
	if len(unmet) != 1 || !strings.Contains(e.Hint(), "replicas: 2") {
		t.Errorf("%v, hint %q", e, e.Hint())
	}
}
