package verify

import "fmt"

// Line is a finding in one line.
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

// Of are the entries of those scenarios.
func (b *Book) Of(names []string) map[string]*Entry {
	some := map[string]*Entry{}
	for _, name := range names {
		if e := b.Entries[name]; e != nil {
			some[name] = e
		}
	}
	return some
}

// Failing lists the scenarios of those names that were not found to hold all they promise.
func (b *Book) Failing(names []string) []string {
	var not []string
	for _, name := range names {
		if e := b.Entries[name]; e == nil || len(e.Passes) == 0 || !e.Passes[len(e.Passes)-1].OK() {
			not = append(not, name)
		}
	}
	return not
}
