package chaos

import (
	"fmt"
	"strconv"
	"strings"
)

// visitRate is visits a second. Its zero value asks for none of its own.
type visitRate float64

// UnmarshalText reads a rate such as 200/s.
func (r *visitRate) UnmarshalText(text []byte) error {
	number, ok := strings.CutSuffix(string(text), "/s")
	n, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil || !(n >= 0 && n <= 1e9) {
		return fmt.Errorf("not a rate such as 200/s")
	}
	*r = visitRate(n)
	return nil
}

// leastRate is the fewest visits a second that can be told from none.
const leastRate = 10

// rateUpTo says that a rate is out of bounds.
func rateUpTo(r visitRate, most float64) []Problem {
	if float64(r) >= leastRate && float64(r) <= most {
		return nil
	}
	return []Problem{{"rate", fmt.Sprintf(`"rate" is %g/s, out of bounds`, float64(r)), fmt.Sprintf("%d/s to %g/s", leastRate, most)}}
}
