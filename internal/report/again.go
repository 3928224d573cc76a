package report

import (
	"regexp"
	"strconv"
	"strings"

	"firedrill/internal/grade"
	"firedrill/internal/plain"
)

// bare matches texts that a shell takes as one word and a command line does not take as a flag.
var bare = regexp.MustCompile(`^[A-Za-z0-9_./][A-Za-z0-9_./@%+=:,-]*$`)

// word quotes a text of the record as one word of a shell's command line. A command in a report must be safe to type,
// whatever the scenario's name contains.
func word(s string) string {
	s = plain.Masked(s)
	if bare.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// again returns the command that runs the same drill with the same arrivals.
func again(r *grade.Result) string {
	_, command := runnable(r)
	return command + " --seed " + strconv.FormatUint(r.Seed, 10)
}
