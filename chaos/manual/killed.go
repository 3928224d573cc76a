package manual

import (
	"bytes"
	"fmt"
	"strings"
)

// Killed is what was measured of one kind whose controller was killed while the fault acted on a lab that is kept.
type Killed struct {
	Kind    string  `json:"kind"`
	By      string  `json:"by"`      // who took it back
	Seconds float64 `json:"seconds"` // from the kill until it was seen to be gone
	Saw     string  `json:"saw"`     // what the kind's own look for its absence saw, taken by a process of its own
}

// writeKilled writes the measurements as a table, and names the kinds of which there is none.
func writeKilled(b *bytes.Buffer, kinds []entry, all []Killed) {
	b.WriteString("\n## When the controller is killed\n\n" +
		"Measured by `make proof-kill-kinds`: on a lab kept by `firedrill up`, `firedrill inject` was killed with SIGKILL once it had printed its " +
		"proof. The seconds run from the kill until the watchdog saw the fault gone; the bar is 15. Then another process took the kind's " +
		"own look for its absence: the last column is what it saw.\n\n")
	b.WriteString("| kind | undone by | seconds | what the look saw |\n|---|---|---|---|\n")
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
