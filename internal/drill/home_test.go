package drill

import (
	"path/filepath"
	"testing"
)

func TestNewHome(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for name, test := range map[string]struct {
		env  map[string]string
		want string
	}{
		"FIREDRILL_STATE":          {map[string]string{"FIREDRILL_STATE": "/s", "XDG_STATE_HOME": "/x", "HOME": "/h"}, "/s"},
		"relative FIREDRILL_STATE": {map[string]string{"FIREDRILL_STATE": "s"}, filepath.Join(dir, "s")},
		"XDG_STATE_HOME":           {map[string]string{"XDG_STATE_HOME": "/x", "HOME": "/h"}, "/x/firedrill"},
		"relative XDG_STATE_HOME":  {map[string]string{"XDG_STATE_HOME": "x", "HOME": "/h"}, "/h/.local/state/firedrill"},
		"HOME":                     {map[string]string{"HOME": "/h"}, "/h/.local/state/firedrill"},
	} {
		h, err := NewHome(func(key string) string { return test.env[key] })
		if err != nil || h.dir != test.want {
			t.Errorf("%s: %q, %v, want %q", name, h.dir, err, test.want)
		}
	}
	if h, err := NewHome(func(string) string { return "" }); err == nil {
		t.Errorf("without any variable: %q", h.dir)
	}
}
