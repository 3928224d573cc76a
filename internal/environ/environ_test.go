package environ_test

import (
	"maps"
	"testing"

	"firedrill/internal/environ"
)

func TestMap(t *testing.T) {
	got := environ.Map([]string{"A=1", "B=x=y", "C=", "D", "A=2"})
	if want := map[string]string{"A": "2", "B": "x=y", "C": "", "D": ""}; !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
