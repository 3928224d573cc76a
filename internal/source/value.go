package source

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// Value is one value in a file. Its methods read it as an expected type. If it is of another type, they add a mistake
// to the file and return the zero value. So a reader checks for errors only at the end.
type Value struct {
	file *File
	node *yaml.Node // nil: absent
	at   string     // name of the value in messages
}

// Mistake reports a mistake about the whole value.
func (v Value) Mistake(message, hint string) { v.MistakeAt(0, message, hint) }

// MistakeAt reports a mistake at a character offset in the value. In a block of text the file position of a character
// is not known, so the mistake is placed at the start of the block.
func (v Value) MistakeAt(offset int, message, hint string) {
	if v.node == nil {
		return
	}
	col := v.node.Column
	switch {
	case v.node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
	case v.quoted():
		col += offset + 1
	default:
		col += offset
	}
	if offset == 0 {
		col = v.node.Column
	}
	v.file.Add(v.node.Line, col, message, hint)
}

// Place returns a mistake without a message at the value's place. The caller fills it in if a later check fails.
func (v Value) Place() Mistake {
	if v.node == nil {
		return Mistake{}
	}
	return Mistake{File: v.file.name, Line: v.node.Line, Col: v.node.Column}
}

// Adopt adds a mistake found by code that does not know the file.
func (v Value) Adopt(m Mistake) { v.Mistake(m.Message, m.Hint) }

// Entry is one key of a mapping with its value.
type Entry struct {
	Key   string
	Name  Value // the key, for mistakes about it
	Value Value
}

// Entries reads a mapping with arbitrary keys, in the file's order. A duplicate key is a mistake.
func (v Value) Entries() []Entry {
	if !v.is(yaml.MappingNode) {
		return nil
	}
	seen := map[string]int{}
	entries := []Entry{} // not nil: an empty mapping is not a missing one
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		key, value := v.node.Content[i], v.node.Content[i+1]
		name := Value{file: v.file, node: key, at: "a key"}
		if key.Kind != yaml.ScalarNode {
			name.Mistake("a key must be a word, not "+describe(key), "")
			continue
		}
		if line, twice := seen[key.Value]; twice {
			name.Mistake(fmt.Sprintf("key %q stands here twice, first in line %d", key.Value, line), "keep one of them")
			continue
		}
		seen[key.Value] = key.Line
		entries = append(entries, Entry{key.Value, name, Value{v.file, value, fmt.Sprintf("%q", key.Value)}})
	}
	return entries
}

// List reads a sequence.
func (v Value) List() []Value {
	if !v.is(yaml.SequenceNode) {
		return nil
	}
	values := make([]Value, len(v.node.Content))
	for i, n := range v.node.Content {
		values[i] = Value{v.file, n, fmt.Sprintf("entry %d of %s", i+1, v.at)}
	}
	return values
}

// Filled reads a sequence that must not be empty.
func (v Value) Filled(hint string) []Value {
	values := v.List()
	if values != nil && len(values) == 0 {
		v.Mistake(v.at+" is an empty list", hint)
	}
	return values
}

// is reports whether the value is present and of a kind. It adds a mistake if it is of another kind.
func (v Value) is(kind yaml.Kind) bool {
	if v.node == nil || v.node.Kind == yaml.AliasNode {
		return false
	}
	if v.node.Kind != kind {
		v.wrong(map[yaml.Kind]string{
			yaml.MappingNode:  "keys with values",
			yaml.SequenceNode: "a list",
			yaml.ScalarNode:   "a single value",
		}[kind])
		return false
	}
	return true
}

// wrong reports that the value has another type than required.
func (v Value) wrong(want string) {
	v.Mistake(fmt.Sprintf("%s must be %s, not %s", v.at, want, describe(v.node)), "")
}

// describe names the type of a node in a user's words.
func describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "keys with values"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.ShortTag() == "!!null":
		return "nothing"
	case n.ShortTag() == "!!str":
		return fmt.Sprintf("text %q", n.Value)
	}
	return n.Value
}
