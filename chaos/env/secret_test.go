package env_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/chaos/labtest"
)

// planOnly keeps the entry as a journal would, and as a report is told it.
type planOnly struct {
	labtest.Journal
	journaled string
	shown     map[string]string
}

func (j *planOnly) Planned(e chaos.Entry) error {
	text, err := json.Marshal(e)
	j.journaled, j.shown = string(text), e.Shown
	return err
}

func TestApply_JournalHoldsNoSecret(t *testing.T) {
	for _, c := range []struct {
		name, value string
		shown       bool
	}{
		{"DB_PASSWORD", "swordfish", false},
		{"stripe_api_key", "swordfish", false},
		{"DATABASE", "postgres://shop:swordfish@postgres/shop", false},
		{"DATABASE", "postgres://shop:swordfish%zz@postgres/shop", false},
		{"DB_POOL", "1", true},
		{"DB_HOST", "nowhere", true},
		{"URL", "http://postgres:5432/shop", true},
	} {
		lab, j := labtest.New([]string{"DB_POOL=4", "DB_HOST=postgres", "DB_PASSWORD=x"}, "shop-1"), &planOnly{}
		rig := chaos.NewInjector(chaos.Setup{Index: catalogue.All(), Target: lab.Target, Prober: labtest.Everything{}, Journal: j})
		params := map[string]string{"name": c.name, "value": c.value}
		if _, err := rig.Apply(t.Context(), chaos.Order{ID: "a", Kind: "env.set", On: "shop-1", Params: params}); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(j.journaled, `"`+c.value+`"`) || strings.Contains(j.journaled, "swordfish") {
			t.Errorf("%s=%s: the journal holds %s", c.name, c.value, j.journaled)
		}
		if shown := j.shown["value"] == c.value; shown != c.shown {
			t.Errorf("%s=%s: a report shows %q", c.name, c.value, j.shown["value"])
		}
		var e chaos.Entry
		if err := json.Unmarshal([]byte(j.journaled), &e); err != nil {
			t.Fatal(err)
		}
		site := chaos.Setup{Index: catalogue.All(), Target: lab.Target, Journal: &labtest.Journal{}}
		if out := chaos.RevertEntries(t.Context(), site, []chaos.Entry{e}); len(out) != 1 || !out[0].Clean() {
			t.Errorf("%s=%s: not reverted from the journal alone: %+v", c.name, c.value, out)
		}
		if env := labtest.Env(t, lab.Target, "shop-1"); slices.Contains(env, c.name+"="+c.value) {
			t.Errorf("%s=%s: left %q", c.name, c.value, env)
		}
	}
}
