package release

import (
	"math"
	"strings"
	"testing"
)

func TestRead_ReturnsTheEncodedBuild(t *testing.T) {
	for _, b := range []Build{
		{},
		{Flaw: Errors, Route: 1, Share: 20, Status: 503},
		{Flaw: Leak, Amount: 16 << 10, Every: 1000},
		{Flaw: ClockSkew, Route: 6, Share: math.MaxUint8, Status: math.MaxUint16, Amount: math.MaxUint32, Millis: math.MaxUint32, Every: math.MaxUint32},
	} {
		if got := Read(After(First, b, "salt")); got != b {
			t.Errorf("%+v is read as %+v", b, got)
		}
	}
}

func TestAfter_VersionDoesNotRevealTheFlaw(t *testing.T) {
	sound, bad := After(First, Build{}, "a"), After(First, Build{Flaw: Errors, Share: 20, Status: 500}, "b")
	if len(sound) != len(bad) || strings.Contains(bad, "errors") {
		t.Errorf("%q and %q can be told apart", sound, bad)
	}
	if again := After(First, Build{Flaw: Errors, Share: 20, Status: 500}, "c"); again == bad {
		t.Error("two bad builds have the same id")
	}
}

func TestRead_InvalidIDIsASoundBuild(t *testing.T) {
	made := After(First, Build{Flaw: Leak, Amount: 1}, "x")
	for _, version := range []string{
		"", First, "1.4.1+", "1.4.1+b7e02c41", "1.4.1+build.7", made[:len(made)-1] + "g", made[:len(made)-2], made + "00",
		flip(made, len(made)-1), flip(made, len(made)-20), flip(made, len("1.4.1+")),
		After(First, Build{Flaw: flaws}, "x"), After(First, Build{Flaw: Errors, Route: uint8(len(Routes))}, "x"),
	} {
		if got := Read(version); got != (Build{}) {
			t.Errorf("%q is read as %+v", version, got)
		}
	}
}

// flip changes one hexadecimal digit.
func flip(s string, at int) string {
	digit := "0"
	if s[at] == '0' {
		digit = "1"
	}
	return s[:at] + digit + s[at+1:]
}

func TestAfter_IncrementsTheVersion(t *testing.T) {
	for version, want := range map[string]string{
		First: "1.4.1", "1.4.9": "1.4.10", "2.0": "2.1", "1.4.1+b7e02c41": "1.4.2", "": "1.4.1", "main": "1.4.1", "1.4.x": "1.4.1", "1.4.-1": "1.4.1",
	} {
		if got, _, _ := strings.Cut(After(version, Build{}, "x"), "+"); got != want {
			t.Errorf("after %q comes %q, want %q", version, got, want)
		}
	}
}
