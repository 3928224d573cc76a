package env

import "testing"

func TestMangle(t *testing.T) {
	for _, c := range []struct{ how, value, want string }{
		{"typo", "postgres", "postgrse"},
		{"typo", "redis:6379", "redsi:6379"},
		{"typo", "postgres://app:secret@db-primary:5432/shop?sslmode=off", "postgres://app:secret@db-primayr:5432/shop?sslmode=off"},
		{"typo", "5432", "5423"},
		{"typo", "aaa", "aaax"},
		{"typo", "", "x"},
		{"typo", "größe", "rgöße"},
		{"typo", "aab", "aba"},
		{"space", "s3cret", "s3cret "},
		{"unit", "500ms", "500s"},
		{"unit", "30s", "30m"},
		{"unit", "200us", "200ms"},
		{"unit", "4", "4000"},
	} {
		got, err := mangle(c.how, c.value)
		if err != nil || got != c.want {
			t.Errorf("mangle(%q, %q) = %q, %v, want %q", c.how, c.value, got, err, c.want)
		}
	}
}

func TestMangle_RefusesAValueWithoutAUnit(t *testing.T) {
	for _, value := range []string{"", "on", "1h", "1m30s", "-5", "0", "99999999999999999"} {
		if got, err := mangle("unit", value); err == nil {
			t.Errorf("mangle of %q gave %q", value, got)
		}
	}
}

func FuzzTypo(f *testing.F) {
	f.Add("postgres://app@db/shop")
	f.Fuzz(func(t *testing.T, value string) {
		if got := typo(value); got == value {
			t.Errorf("typo(%q) changed nothing", value)
		}
	})
}
