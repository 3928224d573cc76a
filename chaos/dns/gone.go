package dns

import (
	"slices"
	"strings"

	"firedrill/chaos"
)

// goneLookups is how many lookups, each from another source port, must all be right before damage to a name is called gone.
// If a share p of lookups still failed, n lookups would all be right with the probability (1-p)^n; that is under 5 % where
// p is 3/n or more. So 300 right ones say, at 95 %, that fewer than 1 % fail.
const goneLookups = 300

// well says whether every one of many lookups found the name, and as quickly as before.
func (f fault) well(usual chaos.Lookup, all chaos.Lookups) bool {
	for answer := range all.Answers {
		l := chaos.Lookup{Took: all.Typical}
		if slices.Contains(failures, answer) {
			l.Class = answer
		} else {
			l.Addresses = strings.Split(answer, ", ")
		}
		if l.Class != "" || f.feels(usual, l) {
			return false
		}
	}
	return len(all.Answers) > 0
}

// failures are the answers that are no addresses.
var failures = []string{chaos.AnswerNoName, chaos.AnswerFail, chaos.AnswerNone, chaos.AnswerRefused}
