package oncall

import (
	"fmt"
	"regexp"

	"firedrill/internal/source"
)

// longestName is the maximum length of a responder's name.
const longestName = 32

// name matches a valid responder name. In a class a lab is named after the responder, and container names allow no
// more than this.
var name = regexp.MustCompile(fmt.Sprintf(`^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,%d}$`, longestName-1))

// CheckName checks a responder's name. The error is a source.Mistake.
func CheckName(s string) error {
	if name.MatchString(s) {
		return nil
	}
	return source.Mistake{Message: fmt.Sprintf("%q is not a valid responder name", s), Hint: fmt.Sprintf("one word of up to %d letters from a to z, digits and -_.", longestName)}
}
