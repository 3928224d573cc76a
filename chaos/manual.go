package chaos

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// WriteMarkdown writes the manual of all kinds, as docs/faults.md holds it, with what was measured of them.
func (x Index) WriteMarkdown(w io.Writer, killed []Killed) error {
	var b bytes.Buffer
	b.WriteString("# Faults\n\nMade from the catalogue by `make pages`; change the faults there, not here. What becomes of each when its " +
		"controller is killed was [measured](#when-the-controller-is-killed); " +
		"[two drivers](#how-packets-are-damaged) damage packets; [some faults](#what-outlives-a-fault) leave something behind.\n\n")
	b.WriteString("| kind | what it does | acts | needs |\n|---|---|---|---|\n")
	for _, k := range x.kinds {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s | %s |\n", k.Name, anchor(k.Name), k.Summary, k.Acts.phrase(), k.needs())
	}
	for _, k := range x.kinds {
		k.writeMarkdown(&b)
	}
	b.WriteString(packetManual)
	b.WriteString(afterManual)
	x.writeKilled(&b, killed)
	_, err := w.Write(b.Bytes())
	return err
}

// writeMarkdown writes the manual of one kind.
func (k Kind) writeMarkdown(b *bytes.Buffer) {
	fmt.Fprintf(b, "\n## %s\n\n%s.\n\n%s\n\n", k.Name, capital(k.Summary), k.Manual)
	fmt.Fprintf(b, "```yaml\n- %s\n```\n\n", k.Example.yaml(k.Name))
	b.WriteString("| parameter | type | default | range | meaning |\n|---|---|---|---|---|\n")
	for _, f := range fieldsOf(k.New()) {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", f.Name, f.typeWithEnum(), f.fallback(), f.Range(), f.Meaning())
	}
	fault, longer := k.New(), ""
	if _, ok := fault.(Bounded); ok {
		longer = ", longer where its parameters ask for it"
	}
	fmt.Fprintf(b, "\nActs %s. Needs: %s. Proven, and proven gone, within %s%s.\n", k.Acts.phrase(), k.needs(), Kind{Within: k.Within}.within(nil).Round(time.Second), longer)
}

func (p Place) phrase() string {
	if p == InLab {
		return "in the lab"
	}
	return "at the engine"
}

func (k Kind) needs() string {
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
func (e Example) yaml(kind string) string {
	var parts []string
	if e.On != "" {
		parts = append(parts, target+": "+e.On)
	}
	for _, name := range slices.Sorted(maps.Keys(e.Params)) {
		parts = append(parts, name+": "+e.Params[name])
	}
	return fmt.Sprintf("%s: {%s}", kind, strings.Join(parts, ", "))
}

func (f Field) typeWithEnum() string {
	if len(f.Enum) > 0 {
		return strings.Join(f.Enum, ", ")
	}
	return f.Type
}

// fallback is what a parameter is when nobody gives it.
func (f Field) fallback() string {
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
