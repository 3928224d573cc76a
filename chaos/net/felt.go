package net

import (
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
)

// mechanism is the proof that the rules stand and that packets meet them.
func mechanism(saw felt) record.Check {
	moved := saw.after.Matched > saw.before.Matched
	c := record.Check{OK: saw.after.There && moved, Saw: saw.after.String()}
	if saw.after.There && !moved {
		c.Saw += ", but none of ours"
	}
	return c
}

// slower says that round trips take longer than usual, by at least so much.
func slower(by time.Duration) func(felt) record.Check {
	return func(f felt) record.Check {
		added := f.reached.Typical() - f.base
		saw := fmt.Sprintf("%s; usually %s, so %s was added", f.reached, chaos.Brief(f.base), chaos.Brief(added))
		return record.Check{OK: len(f.reached.Took) > 0 && added >= by, Saw: saw}
	}
}

// hindered says that some connections don't come to be, or only when a lost packet was sent again.
func hindered(f felt) record.Check {
	return record.Check{OK: len(f.reached.Failed) > 0, Saw: f.reached.String()}
}

// none says that no connection comes to be.
func none(f felt) record.Check {
	return record.Check{OK: len(f.reached.Took) == 0 && len(f.reached.Failed) > 0, Saw: f.reached.String()}
}
