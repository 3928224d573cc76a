package net

import (
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
)

// mechanism is the proof that the rules are in place and match packets.
func mechanism(saw measured) record.Check {
	moved := saw.after.Matched > saw.before.Matched
	c := record.Check{OK: saw.after.There && moved, Saw: saw.after.String()}
	if saw.after.There && !moved {
		c.Saw += ", but none of ours"
	}
	return c
}

// slower requires round trips that take longer than usual, by at least that much.
func slower(by time.Duration) func(measured) record.Check {
	return func(f measured) record.Check {
		added := f.reached.Typical() - f.base
		saw := fmt.Sprintf("%s; usually %s, so %s was added", f.reached, chaos.Brief(f.base), chaos.Brief(added))
		return record.Check{OK: len(f.reached.Took) > 0 && added >= by, Saw: saw}
	}
}

// hindered requires that some connections fail, or are made only after a retransmission.
func hindered(f measured) record.Check {
	return record.Check{OK: len(f.reached.Failed) > 0, Saw: f.reached.String()}
}

// none requires that no connection succeeds.
func none(f measured) record.Check {
	return record.Check{OK: len(f.reached.Took) == 0 && len(f.reached.Failed) > 0, Saw: f.reached.String()}
}
