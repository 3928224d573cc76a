// Package kinds describes the fault kinds to a person, as text or as JSON, and which of them an engine supports.
package kinds

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
)

// All returns all kinds of the catalogue, in its order.
func All() ([]chaos.Kind, error) {
	index := catalogue.All()
	var all []chaos.Kind
	for _, name := range index.Kinds() {
		k, err := index.Kind(name)
		if err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, nil
}

// Table writes one kind per line.
func Table(w io.Writer, all []chaos.Kind) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "KIND\tWHAT IT DOES")
	for _, k := range all {
		fmt.Fprintf(t, "%s\t%s\n", k.Name, k.Summary)
	}
	return t.Flush()
}

// Page is the manual of one kind.
type Page struct {
	Kind   chaos.Kind
	Fields []chaos.Field // its parameters
}

// PageOf returns the manual of a kind.
func PageOf(name string) (Page, error) {
	index := catalogue.All()
	kind, err := index.Kind(name)
	if err != nil {
		return Page{}, err
	}
	fields, err := index.Fields(name)
	return Page{kind, fields}, err
}

// Text writes the manual.
func (p Page) Text(w io.Writer) error {
	fmt.Fprintf(w, "%s: %s\n\n%s\n\nparameters:\n", p.Kind.Name, p.Kind.Summary, p.Kind.Manual)
	t := tabwriter.NewWriter(w, 2, 0, 2, ' ', 0)
	for _, f := range p.Fields {
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\t%s\n", f.Name, typeOf(f), f.Range(), defaultOf(f), f.Meaning())
	}
	if err := t.Flush(); err != nil {
		return err
	}
	needs := "nothing beyond an engine"
	if len(p.Kind.Needs) > 0 {
		needs = strings.Join(names(p.Kind.Needs), ", ")
	}
	_, err := fmt.Fprintf(w, "\nneeds: %s\n", needs)
	return err
}

func typeOf(f chaos.Field) string {
	if len(f.Enum) > 0 {
		return strings.Join(f.Enum, "|")
	}
	return f.Type
}

func defaultOf(f chaos.Field) string {
	switch {
	case f.Required:
		return "required"
	case f.Default != "":
		return "default " + f.Default
	}
	return ""
}

func names(needs []chaos.Need) []string {
	out := make([]string, len(needs))
	for i, n := range needs {
		out[i] = string(n)
	}
	return out
}
