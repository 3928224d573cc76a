package manual

import (
	"bytes"
	"fmt"
	"strings"
)

// Killed is a measurement of one kind: its controller was killed while the fault was in force on a kept lab.
type Killed struct {
	Kind    string  `json:"kind"`
	By      string  `json:"by"`      // who reverted it
	Seconds float64 `json:"seconds"` // from the kill until it was seen to be gone
	Saw     string  `json:"saw"`     // what the kind's proof of absence saw, in another process
}

// writeKilled writes the measurements as a table, and lists the kinds without one.
func writeKilled(b *bytes.Buffer, kinds []entry, all []Killed) {
	b.WriteString("\n## When the controller is killed\n\n" +
		"Measured by `make proof-kill-kinds`: on a lab kept by `firedrill up`, `firedrill inject` was killed with SIGKILL after it had printed its " +
		"proof. The seconds are from the kill until the watchdog saw that the fault was gone; the limit is 15. Then another process ran the " +
		"kind's own proof of absence: the last column is what it saw.\n\n")
	b.WriteString("| kind | reverted by | seconds | what the proof saw |\n|---|---|---|---|\n")
	rows := map[string]Killed{}
	for _, k := range all {
		rows[k.Kind] = k
	}
	var missing []string
	for _, k := range kinds {
		row, measured := rows[k.Name]
		if !measured {
			missing = append(missing, k.Name)
			continue
		}
		fmt.Fprintf(b, "| %s | %s | %.1f | %s |\n", row.Kind, row.By, row.Seconds, strings.ReplaceAll(row.Saw, "|", `\|`))
	}
	if len(missing) > 0 {
		fmt.Fprintf(b, "\nNot yet run: %s.\n", strings.Join(missing, ", "))
	}
}
