package scenarios

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Listing is what a list tells of each scenario.
type Listing []Listed

// Listed is one scenario of a list.
type Listed struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Hop   string `json:"hop"`
	Level int    `json:"level"`
	Lab   string `json:"lab"`
}

// List makes the list of scenarios.
func List(all []*Scenario) Listing {
	lines := make(Listing, len(all))
	for i, s := range all {
		lines[i] = Listed{s.Name, s.Title, s.Hop, s.Level, s.Lab}
	}
	return lines
}

// Text writes one scenario a line.
func (all Listing) Text(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "NAME\tHOP\tLEVEL\tLAB\tTITLE")
	for _, l := range all {
		fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%s\n", l.Name, l.Hop, l.Level, l.Lab, l.Title)
	}
	return t.Flush()
}
