package dns

import (
	"slices"
	"strings"

	"firedrill/chaos"
)

// goneLookups is how many lookups, each from another source port, must all be right before the damage counts as gone.
// If a share p of lookups still failed, n lookups would all be right with the probability (1-p)^n. That is under 5 % if
// p is 3/n or more. So 300 right ones show, at 95 % confidence, that fewer than 1 % fail.
const goneLookups = 300

// well reports whether every one of many lookups resolved the name, and as quickly as before.
func (f fault) well(usual chaos.Lookup, all chaos.Lookups) bool {
	for answer := range all.Answers {
		l := chaos.Lookup{Took: all.Typical}
		if slices.Contains(failures, answer) {
			l.Class = answer
		} else {
			l.Addresses = strings.Split(answer, ", ")
		}
		if l.Class != "" || f.shows(usual, l) {
			return false
		}
	}
	return len(all.Answers) > 0
}

// failures are the answers without an address.
var failures = []string{chaos.AnswerNoName, chaos.AnswerFail, chaos.AnswerNone, chaos.AnswerRefused}
