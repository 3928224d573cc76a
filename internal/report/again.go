package report

import (
	"regexp"
	"strconv"
	"strings"

	"firedrill/internal/grade"
	"firedrill/internal/plain"
)

// bare is what a shell takes as one word, and a command line as no flag.
var bare = regexp.MustCompile(`^[A-Za-z0-9_./][A-Za-z0-9_./@%+=:,-]*$`)

// word writes a text of the record as one word of a shell's command line: what a report tells a reader to type must do
// what it says, whoever named the scenario.
func word(s string) string {
	s = plain.Masked(s)
	if bare.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// again is the command that runs the same drill with the same arrivals.
func again(r *grade.Result) string {
	_, command := runnable(r)
	return command + " --seed " + strconv.FormatUint(r.Seed, 10)
}
