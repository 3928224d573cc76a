package chaos

import "testing"

func TestRatesAsTheyAreWritten(t *testing.T) {
	for text, want := range map[string]BitRate{"512kbit": 512e3, "2mbit": 2e6, "1.5mbit": 15e5, "1gbit": 1e9} {
		var r BitRate
		if err := r.UnmarshalText([]byte(text)); err != nil || r != want {
			t.Errorf("%q: got %d, %v", text, r, err)
		}
	}
}
