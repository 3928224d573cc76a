package prompt

import (
	"fmt"
	"time"
)

// Label formats the prompt of a round: its stage, the time since its page, and the lab.
func Label(stage string, paged time.Time, lab string, now time.Time) string {
	if !paged.IsZero() {
		seconds := int(max(0, now.Sub(paged)).Seconds())
		stage += fmt.Sprintf(" %d:%02d", seconds/60, seconds%60)
	}
	if lab != "" {
		lab = " " + lab
	}
	return fmt.Sprintf("[%s]%s> ", stage, lab)
}
