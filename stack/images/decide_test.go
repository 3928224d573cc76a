package images

import (
	"strings"
	"testing"
)

func TestDecide(t *testing.T) {
	theirs, ours, own := official["redis"], "firedrill/redis:built", "example.org/redis:1"
	for _, c := range []struct {
		name, mode, image, have string
		action                  action
		ref                     string
		err                     string
	}{
		{"auto prefers the official image", Auto, "", theirs + " " + ours, use, theirs, ""},
		{"auto takes a built one that is there", Auto, "", ours, use, ours, ""},
		{"auto pulls, and may build", Auto, "", "", pullOrBuild, theirs, ""},
		{"pull takes no built one", Pull, "", ours, pull, theirs, ""},
		{"pull uses what is there", Pull, "", theirs, use, theirs, ""},
		{"build takes no official one", Build, "", theirs, build, ours, ""},
		{"build uses what is there", Build, "", ours, use, ours, ""},
		{"a named image is used", Auto, own, own + " " + theirs, use, own, ""},
		{"a named image is pulled, and nothing takes its place", Auto, own, theirs, pull, own, ""},
		{"a named image is used where nothing is pulled", Build, own, own, use, own, ""},
		{"a named image can't be built", Build, own, ours, 0, "", "hint: docker pull " + own},
		{"an unknown mode", "never", "", "", 0, "", `unknown way to get images "never"`},
	} {
		have := func(ref string) bool { return strings.Contains(" "+c.have+" ", " "+ref+" ") }
		got, err := decide(c.mode, Want{Service: "redis", Image: c.image}, ours, have)
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: error %v, want %q", c.name, err, c.err)
			}
			continue
		}
		if err != nil || got.action != c.action || got.ref != c.ref {
			t.Errorf("%s: got %+v, %v; want action %d with %q", c.name, got, err, c.action, c.ref)
		}
	}
	if _, err := decide(Auto, Want{Service: "reddis"}, "", nil); err == nil || !strings.Contains(err.Error(), "nginx, postgres, redis") {
		t.Errorf("unknown service: %v", err)
	}
}
