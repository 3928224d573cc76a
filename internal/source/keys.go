package source

import (
	"fmt"
	"slices"
)

// Schema is a piece of a JSON Schema, draft 2020-12.
type Schema = map[string]any

// Key is one key of a mapping. The same table of keys reads a file and generates the published schema, so that the two
// cannot differ.
type Key[T any] struct {
	Name     string
	Doc      string // one sentence for the author of the file
	Required bool
	Schema   Schema // schema of the value
	Read     func(into *T, v Value)
}

// Read fills a struct from a mapping by a table of keys. Unknown keys and missing required keys are mistakes.
func Read[T any](v Value, into *T, keys []Key[T]) {
	if v.node == nil {
		return
	}
	before := len(v.file.mistakes)
	entries := v.Entries()
	if entries == nil && len(v.file.mistakes) > before {
		return // not a mapping: reporting missing keys would be noise
	}
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.Name
	}
	for _, e := range entries {
		if i := slices.Index(names, e.Key); i >= 0 {
			keys[i].Read(into, e.Value)
		} else {
			e.Name.Adopt(Unknown("key", e.Key, names))
		}
	}
	for _, k := range keys {
		if k.Required && !slices.ContainsFunc(entries, func(e Entry) bool { return e.Key == k.Name }) {
			v.Mistake(fmt.Sprintf("%s lacks %q", v.at, k.Name), k.Doc)
		}
	}
}

// Object returns the schema of a mapping that Read reads by the same table.
func Object[T any](keys []Key[T]) Schema {
	properties, required := Schema{}, []any{}
	for _, k := range keys {
		property := Schema{"description": k.Doc}
		for name, value := range k.Schema {
			property[name] = value
		}
		properties[k.Name] = property
		if k.Required {
			required = append(required, k.Name)
		}
	}
	object := Schema{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		object["required"] = required
	}
	return object
}
