package redis_test

import (
	"strings"
	"testing"

	"firedrill/chaos/labtest"
)

// verbs are the first words of what was asked.
func verbs(asked []string) string {
	var out []string
	for _, a := range asked {
		words := strings.Fields(a)
		out = append(out, strings.Join(words[:min(2, len(words))], " "))
	}
	return strings.Join(out, ", ")
}

func TestPassword_IsRestoredBeforeTheSpareUserIsRemoved(t *testing.T) {
	f, target, stores, undo := labtest.OnStores(t, "redis.rotate-password", "redis", nil, nil)
	if err := f.Inject(t.Context(), target, undo); err != nil {
		t.Fatal(err)
	}
	if err := f.Revert(t.Context(), target, undo); err != nil {
		t.Fatal(err)
	}
	want := "redis: PING, redis: ACL, redis: ACL, redis: CONFIG, redis: CLIENT, redis: CONFIG, redis: ACL"
	if got := verbs(stores.Asked()); got != want {
		t.Errorf("asked %s\nwant  %s", got, want)
	}
}
