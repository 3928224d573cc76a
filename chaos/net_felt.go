package chaos

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

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

// typical is the middle one of the round trips.
func (r Reached) typical() time.Duration {
	if len(r.Took) == 0 {
		return 0
	}
	return r.Took[len(r.Took)/2]
}

// String says what became of connections.
func (r Reached) String() string {
	var parts []string
	if n := len(r.Took); n > 0 {
		parts = append(parts, fmt.Sprintf("%d connections in %s, from %s to %s", n, short(r.typical()), short(r.Took[0]), short(r.Took[n-1])))
	}
	for _, class := range slices.Sorted(maps.Keys(r.Failed)) {
		parts = append(parts, fmt.Sprintf("%d failed: %s", r.Failed[class], class))
	}
	return strings.Join(parts, ", ")
}

func short(d time.Duration) time.Duration { return d.Round(10 * time.Microsecond) }

// String says how a damage stands in a report.
func (s Standing) String() string {
	if !s.There {
		return strings.TrimSuffix("not there: "+s.Why, ": ")
	}
	if s.Driver == "" {
		return "there: " + s.Why
	}
	text := s.Driver
	if s.Rules > 0 {
		text = fmt.Sprintf("%s, %d rules, %d packets met them", s.Driver, s.Rules, s.Matched)
	}
	for _, part := range []struct {
		n    uint64
		what string
	}{{s.Lost, "lost"}, {s.Overflowed, "lost for want of room"}, {s.Corrupted, "corrupted"}, {s.Reset, "connections reset"}, {s.Answered, "lookups answered"}} {
		if part.n > 0 {
			text += fmt.Sprintf(", %d %s", part.n, part.what)
		}
	}
	if s.Held > 0 {
		text += fmt.Sprintf(", held %s each", short(s.Mean()))
	}
	if s.Note != "" {
		text += "; " + s.Note
	}
	return text
}

// slower says that round trips take longer than usual, by at least so much.
func slower(by time.Duration) func(felt) record.Check {
	return func(f felt) record.Check {
		added := f.reached.typical() - f.base
		saw := fmt.Sprintf("%s; usually %s, so %s was added", f.reached, short(f.base), short(added))
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
