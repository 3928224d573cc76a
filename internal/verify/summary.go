package verify

import (
	"fmt"

	"firedrill/scenarios"
)

// Summary summarises in one line how many scenarios passed, how often, and how well reports find the hop of a drill.
func Summary(all []*scenarios.Scenario, b *Book, now Expected) string {
	var holding, twice, reports, right int
	for _, s := range all {
		if b.holds(s.Name, now[s.Name]) {
			holding++
		}
		runs := 0
		for _, check := range []Check{Shows, Repeats} {
			for _, f := range b.Findings[s.Name][check] {
				if f.Key != now[s.Name][check] || !f.OK {
					continue
				}
				runs, reports = runs+1, reports+1
				if f.Hop == s.Hop {
					right++
				}
			}
		}
		if runs >= 2 {
			twice++
		}
	}
	return fmt.Sprintf("%d of %d drills hold what they promise, and %d were run at least twice with the verdict promised. "+
		"In %d of these %d runs the report points at the drill's own hop.", holding, len(all), twice, right, reports)
}
