package class

import (
	"fmt"
	"io"
	"text/tabwriter"

	"firedrill/internal/oncall"
)

// Schema is the name of the JSON format of a sheet.
const Schema = "firedrill.class/1"

// Sheet holds the results of a class.
type Sheet struct {
	Schema     string           `json:"schema"`
	Seed       uint64           `json:"seed"` // the rounds' seeds follow from it
	With       oncall.Modifiers `json:"with"` // modifiers that made the rounds harder
	Drills     []string         `json:"drills"`
	Responders []Responder      `json:"responders"`
}

// Responder is one line of a sheet.
type Responder struct {
	Name   string  `json:"name"`
	Rounds []Score `json:"rounds"` // started rounds, in the order of the drills
	Total  int     `json:"total"`  // points of all rounds
}

// SheetOf sums up the results of the seats of a class.
func SheetOf(seed uint64, with oncall.Modifiers, seats []*Seat) Sheet {
	s := Sheet{Schema: Schema, Seed: seed, With: with, Drills: seats[0].Drills}
	for _, seat := range seats {
		r := Responder{Name: seat.Name, Rounds: seat.Scores()}
		for _, one := range r.Rounds {
			if one.Points != nil {
				r.Total += *one.Points
			}
		}
		s.Responders = append(s.Responders, r)
	}
	return s
}

// Table writes the points by responder and drill. "–" is a round that failed, "void" one that could not be judged.
func (s Sheet) Table(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(t, "POINTS")
	for _, d := range s.Drills {
		fmt.Fprintf(t, "\t%s", d)
	}
	fmt.Fprintf(t, "\tof %d\n", 100*len(s.Drills))
	for _, r := range s.Responders {
		fmt.Fprint(t, r.Name)
		for i := range s.Drills {
			if i < len(r.Rounds) && r.Rounds[i].Points != nil {
				fmt.Fprintf(t, "\t%d", *r.Rounds[i].Points)
			} else if i < len(r.Rounds) && r.Rounds[i].Void != nil {
				fmt.Fprint(t, "\tvoid")
			} else {
				fmt.Fprint(t, "\t–")
			}
		}
		fmt.Fprintf(t, "\t%d\n", r.Total)
	}
	return t.Flush()
}
