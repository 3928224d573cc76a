package stack

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSplitter_LinesOfAnyWriteSizes(t *testing.T) {
	var got []string
	s := &splitter{each: func(line string) { got = append(got, line) }}
	for _, part := range []string{"on", "e\r\ntwo\nth", "ree\n\n", "rest"} {
		fmt.Fprint(s, part)
	}
	s.end()
	if want := []string{"one", "two", "three", "rest"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	fmt.Fprint(s, strings.Repeat("x", 3*maxLogLine), "\n")
	if long := got[len(got)-1]; len(long) != maxLogLine {
		t.Errorf("a line of %d bytes was put together", len(long))
	}
}

func TestLogs_ContainNoSecrets(t *testing.T) {
	l := &Logs{redact: redactor(Secrets{ShopDB: "s3cret", AdminDB: "adm1n"})}
	since := time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)
	var got []string
	for _, text := range []string{"2025-01-02T03:04:06.5Z dial postgres://shop:s3cret@db and adm1n", "2025-01-02T03:04:04Z too early",
		"no stamp", "2025-01-02T03:04:07Z "} {
		l.line("shop-1", text, since, func(service string, _ time.Time, line string) { got = append(got, service+": "+line) })
	}
	if want := []string{"shop-1: dial postgres://shop:[secret]@db and [secret]"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
