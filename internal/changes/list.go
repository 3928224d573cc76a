package changes

import (
	"fmt"
	"io"
	"time"
)

// List is the change log of a running lab.
type List struct {
	Lab     string   `json:"lab"`
	Changes []Change `json:"changes"`
}

// Text writes one change per line.
func (l List) Text(w io.Writer) error {
	if len(l.Changes) == 0 {
		_, err := fmt.Fprintf(w, "no change of lab %q is known\n", l.Lab)
		return err
	}
	for _, c := range l.Changes {
		if _, err := fmt.Fprintf(w, "%s  %s\n", c.At.Local().Format(time.TimeOnly), c.What); err != nil {
			return err
		}
	}
	return nil
}
