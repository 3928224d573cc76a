package verify

import "fmt"

// Line formats a finding in one line.
func Line(name string, f Finding) string {
	if f.OK {
		return fmt.Sprintf("  ok   %s  %-13s  %s", name, f.Check, f.Saw)
	}
	look := ""
	if f.Run != "" {
		look = fmt.Sprintf(" (firedrill report %s --format text)", f.Run)
	}
	return fmt.Sprintf("  NOT  %s  %-13s  %s%s", name, f.Check, f.Saw, look)
}

// Expected holds the current keys of the trials of each scenario, by scenario name.
type Expected map[string]map[Check]string

// Failing lists the named scenarios with a check that did not pass with its current key.
func (b *Book) Failing(names []string, now Expected) []string {
	var not []string
	for _, name := range names {
		if !b.holds(name, now[name]) {
			not = append(not, name)
		}
	}
	return not
}

func (b *Book) holds(name string, now map[Check]string) bool {
	for check, key := range now {
		all := b.Findings[name][check]
		if len(all) == 0 || all[len(all)-1].Key != key || !all[len(all)-1].OK {
			return false
		}
	}
	return len(now) > 0
}
