// Package source reads the files that a person writes for firedrill: strict YAML, where every mistake is found in one
// pass and carries its file, line, column and a hint. It owns walking such a file, formatting mistakes, and finding the
// nearest known name to a mistyped one. It knows no scenario, lab or fault.
//
// It walks the parser's nodes instead of decoding into structs. Decoding stops at the first mistake of a kind, gives no
// column for a value that is well formed but wrong, and changes values such as `on` and `1e3`.
package source

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// File is one file being read, with the mistakes found so far.
type File struct {
	name     string
	mistakes Mistakes
}

// Open parses a file's text. If it is not YAML, the returned value reads as absent everywhere and the mistakes say why.
func Open(name string, src []byte) (*File, Value) {
	f := &File{name: name}
	var doc yaml.Node
	if err := yaml.Load(src, &doc); err != nil {
		f.syntax(err, src)
		return f, Value{file: f}
	}
	root := doc.Content[0]
	f.refuseShorthand(root)
	return f, Value{file: f, node: root, at: "the file"}
}

// Mistakes returns the mistakes found so far, in the file's order.
func (f *File) Mistakes() Mistakes {
	f.mistakes.sort()
	return f.mistakes
}

// Err returns the mistakes as an error, or nil if there are none.
func (f *File) Err() error {
	if len(f.mistakes) == 0 {
		return nil
	}
	return f.Mistakes()
}

// Add reports a mistake at a place in the file; line and column count from 1.
func (f *File) Add(line, col int, message, hint string) {
	f.mistakes = append(f.mistakes, Mistake{File: f.name, Line: line, Col: col, Message: message, Hint: hint})
}

// syntax reports the parser's error. Of the errors without a position, two are about the whole file.
func (f *File) syntax(err error, src []byte) {
	line, col, message := 1, 1, err.Error()
	if bad := (*yaml.LoadError)(nil); errors.As(err, &bad) {
		message = bad.Message
		switch {
		case bad.Mark.Line > 0:
			line, col = bad.Mark.Line, max(bad.Mark.Column, 1)
		case bad.Stage == "reader":
			line, col = place(src, bad.Mark.Index)
		}
	}
	message = strings.TrimPrefix(message, "yaml: ")
	switch {
	case strings.Contains(message, "no documents"):
		f.Add(1, 1, "the file is empty", "")
	case strings.Contains(message, "found multiple"):
		f.Add(1, 1, "the file holds more than one document", "remove the \"---\" line and what follows it")
	default:
		f.Add(line, col, "not valid YAML: "+message, syntaxHint(message))
	}
}

func syntaxHint(message string) string {
	switch {
	case strings.Contains(message, "mapping values are not allowed"):
		return "text that holds a colon needs quotes, and each key its own line"
	case strings.Contains(message, "cannot start any token"):
		return "indent with spaces, not tabs"
	}
	return ""
}

// place converts a byte offset to a line and a column.
func place(src []byte, offset int) (line, col int) {
	before := string(src[:min(max(offset, 0), len(src))])
	line = strings.Count(before, "\n") + 1
	return line, len([]rune(before[strings.LastIndex(before, "\n")+1:])) + 1
}

// refuseShorthand reports anchors, and with them every alias, and tags: they hide what a value is, and no file of
// firedrill is long enough to need them.
func (f *File) refuseShorthand(n *yaml.Node) {
	const hint = "write the value out where it is used"
	switch {
	case n.Anchor != "":
		f.Add(n.Line, n.Column, fmt.Sprintf("anchor %q is not supported", "&"+n.Anchor), hint)
	case n.Style&yaml.TaggedStyle != 0:
		f.Add(n.Line, n.Column, fmt.Sprintf("tag %q is not supported", n.ShortTag()), "remove it")
	}
	for _, child := range n.Content {
		f.refuseShorthand(child)
	}
}
