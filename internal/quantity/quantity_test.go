package quantity

import (
	"math"
	"slices"
	"testing"
	"time"
)

func TestNumber(t *testing.T) {
	for written, want := range map[string]float64{"0": 0, "7": 7, "0.5": 0.5, "10.25": 10.25, "999999999999": 999999999999} {
		if got, err := Number(written); err != nil || got != want {
			t.Errorf("%q: got %v, %v", written, got, err)
		}
	}
	for _, written := range notNumbers {
		if got, err := Number(written); err == nil {
			t.Errorf("%q is read as %v", written, got)
		}
	}
}

// notNumbers are invalid here, though some are numbers in Go or YAML.
var notNumbers = []string{"", "-1", "+1", "1e1", "1E1", "0x1p3", "0x10", "0b1", "0o7", "1_000", "07", "00", "NaN", "nan", "Inf", "inf", ".5", "5.", "1.2.3",
	"1,5", " 1", "1 ", "1000000000000", "१"}

func TestInt(t *testing.T) {
	if got, err := Int("65535"); err != nil || got != 65535 {
		t.Errorf("got %v, %v", got, err)
	}
	for _, written := range append([]string{"1.0", "1.5", "99999999999999999999"}, slices.DeleteFunc(slices.Clone(notNumbers), longNumber)...) {
		if got, err := Int(written); err == nil {
			t.Errorf("%q is read as %v", written, got)
		}
	}
}

// longNumber reports the input that is too long for Number but valid for Int, such as a seed.
func longNumber(written string) bool { return written == "1000000000000" }

func TestDuration(t *testing.T) {
	for written, want := range map[string]time.Duration{
		"0s": 0, "500ms": 500 * time.Millisecond, "15s": 15 * time.Second, "2m": 2 * time.Minute, "1m30s": 90 * time.Second,
		"1.5s": 1500 * time.Millisecond, "720h": 720 * time.Hour, "20us": 20 * time.Microsecond, "1h1ms": time.Hour + time.Millisecond,
	} {
		if got, err := Duration(written); err != nil || got != want {
			t.Errorf("%q: got %v, %v", written, got, err)
		}
	}
	for _, written := range append([]string{"15", "15 s", "1s1s", "1s1m", "1ms1s", "-1s", "+1s", ".5s", "5.s", "1d", "s", "1e3s", "0x1s", "1_0s", "NaNs", "1s ",
		"999999999999h", "5S", "1ns", "0.5us", "1m30"}, notNumbers...) {
		if got, err := Duration(written); err == nil {
			t.Errorf("%q is read as %v", written, got)
		}
	}
}

func TestQuantities_WithUnits(t *testing.T) {
	for _, c := range []struct {
		read    func(string) (float64, error)
		written string
		want    float64 // below 0: an error is expected
	}{
		{Rate, "200/s", 200}, {Rate, "0.5/s", 0.5}, {Rate, "200", -1}, {Rate, "200rps", -1}, {Rate, "1e1/s", -1}, {Rate, "NaN/s", -1},
		{Percent, "20%", 0.2}, {Percent, "100%", 1}, {Percent, "101%", -1}, {Percent, "20", -1}, {Percent, "1e1%", -1},
		{float(Size), "1MB", 1e6}, {float(Size), "1MiB", 1 << 20}, {float(Size), "0.5GB", 5e8}, {float(Size), "1B", -1}, {float(Size), "1mb", -1}, {float(Size), "0x1MB", -1},
		{float(Size), "999999999999GiB", -1},
		{float(BitRate), "512kbit", 512e3}, {float(BitRate), "2.5mbit", 25e5}, {float(BitRate), "1gbit", 1e9}, {float(BitRate), "64000", -1}, {float(BitRate), "1e1mbit", -1},
		{float(BitRate), "10Mbit", -1},
	} {
		got, err := c.read(c.written)
		if refused := err != nil; refused != (c.want < 0) || !refused && math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%q: got %v, %v; want %v", c.written, got, err, c.want)
		}
	}
}

func float(read func(string) (int64, error)) func(string) (float64, error) {
	return func(s string) (float64, error) {
		n, err := read(s)
		return float64(n), err
	}
}

func TestRoundedText(t *testing.T) {
	for _, tt := range []struct {
		n      float64
		digits int
		want   string
	}{{0, 2, "0"}, {1.25, 1, "1.2"}, {1.5, 3, "1.5"}, {2.0001, 3, "2"}, {100, 0, "100"}, {1200, 1, "1200"}, {-0.5, 1, "-0.5"}} {
		if got := RoundedText(tt.n, tt.digits); got != tt.want {
			t.Errorf("RoundedText(%v, %d) = %q, want %q", tt.n, tt.digits, got, tt.want)
		}
	}
}

// FuzzQuantities checks that a parsed value is finite, not negative, and reads the same after formatting.
func FuzzQuantities(f *testing.F) {
	for _, s := range append([]string{"1m30s", "200/s", "20%", "64MiB", "2mbit", "0.25"}, notNumbers...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, read := range map[string]func(string) (float64, error){
			"number": Number, "whole number": float(Int), "rate": Rate, "percentage": Percent, "size": float(Size), "bit rate": float(BitRate),
		} {
			if n, err := read(s); err == nil && (math.IsNaN(n) || math.IsInf(n, 0) || n < 0) {
				t.Errorf("%q as a %s is %v", s, name, n)
			}
		}
		if n, err := Number(s); err == nil {
			if again, err := Number(NumberText(n)); err != nil || again != n {
				t.Errorf("%q is %v, and written again %v, %v", s, n, again, err)
			}
		}
		d, err := Duration(s)
		if err != nil {
			return
		}
		if again, err := Duration(DurationText(d)); err != nil || again != d || d < 0 {
			t.Errorf("%q is %v, and written again %v, %v", s, d, again, err)
		}
	})
}
