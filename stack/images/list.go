package images

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// List lists the images of a lab.
type List []Image

// Text writes one image per line.
func (all List) Text(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, i := range all {
		fmt.Fprintf(t, "%s\t%s\t%.19s\t%s\t%s\n", i.Service, i.Ref, i.ID, i.From, i.Why)
	}
	return t.Flush()
}
