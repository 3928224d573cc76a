// Package manual writes the page of all kinds of fault, docs/faults.md, from the catalogue.
package manual

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"firedrill/chaos"
)

// Write writes the manual of all kinds of an index, with what was measured of them.
func Write(w io.Writer, x chaos.Index, killed []Killed) error {
	kinds, err := all(x)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString("# Faults\n\nGenerated from the catalogue by `make pages`: change the faults there, not this page. It also describes " +
		"[how packets are damaged](#how-packets-are-damaged), [what outlives a fault](#what-outlives-a-fault), and what was measured " +
		"[when the controller was killed](#when-the-controller-is-killed).\n\n")
	b.WriteString("| kind | what it does | acts | needs |\n|---|---|---|---|\n")
	for _, k := range kinds {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s | %s |\n", k.Name, anchor(k.Name), k.Summary, phrase(k.Acts), needs(k))
	}
	for _, k := range kinds {
		writeKind(&b, k)
	}
	b.WriteString(packetManual)
	b.WriteString(afterManual)
	writeKilled(&b, kinds, killed)
	_, err = w.Write(b.Bytes())
	return err
}

// entry is a kind with its parameters.
type entry struct {
	chaos.Kind
	fields []chaos.Field
}

// all lists the kinds of an index, sorted.
func all(x chaos.Index) ([]entry, error) {
	var kinds []entry
	for _, name := range x.Kinds() {
		k, err := x.Kind(name)
		if err != nil {
			return nil, err
		}
		fields, err := x.Fields(name)
		if err != nil {
			return nil, err
		}
		kinds = append(kinds, entry{k, fields})
	}
	return kinds, nil
}

// writeKind writes the manual of one kind.
func writeKind(b *bytes.Buffer, k entry) {
	fmt.Fprintf(b, "\n## %s\n\n%s.\n\n%s\n\n", k.Name, capital(k.Summary), k.Manual)
	fmt.Fprintf(b, "```yaml\n- %s\n```\n\n", yaml(k.Kind))
	b.WriteString("| parameter | type | default | range | meaning |\n|---|---|---|---|---|\n")
	for _, f := range k.fields {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", f.Name, typeWithEnum(f), fallback(f), f.Range(), f.Meaning())
	}
	longer := ""
	if _, ok := chaos.As[chaos.Bounded](k.New()); ok {
		longer = ", longer where its parameters ask for it"
	}
	fmt.Fprintf(b, "\nActs %s. Needs: %s. Proven, and proven gone, within %s%s.\n", phrase(k.Acts), needs(k), cmp.Or(k.Within, chaos.ProofTime).Round(time.Second), longer)
}

func phrase(p chaos.Place) string {
	if p == chaos.InLab {
		return "in the lab"
	}
	return "at the engine"
}

func needs(k entry) string {
	if len(k.Needs) == 0 {
		return "nothing"
	}
	names := make([]string, len(k.Needs))
	for i, n := range k.Needs {
		names[i] = "`" + strings.ReplaceAll(string(n), "|", `\|`) + "`" // a bare bar would end the table's cell
	}
	return strings.Join(names, ", ")
}

// yaml writes the example as an entry of a scenario's faults.
func yaml(k chaos.Kind) string {
	e := k.Example
	var parts []string
	if e.On != "" {
		parts = append(parts, chaos.ParamOn+": "+e.On)
	}
	for _, name := range slices.Sorted(maps.Keys(e.Params)) {
		parts = append(parts, name+": "+e.Params[name])
	}
	return fmt.Sprintf("%s: {%s}", k.Name, strings.Join(parts, ", "))
}

func typeWithEnum(f chaos.Field) string {
	if len(f.Enum) > 0 {
		return strings.Join(f.Enum, ", ")
	}
	return f.Type
}

// fallback is what a parameter is when nobody gives it.
func fallback(f chaos.Field) string {
	switch {
	case f.Required:
		return "required"
	case f.Default == "":
		return "none"
	}
	return f.Default
}

// anchor is a heading's address on a page.
func anchor(heading string) string { return strings.ReplaceAll(strings.ToLower(heading), ".", "") }

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
