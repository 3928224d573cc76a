package scenarios

import (
	"encoding/json"

	"firedrill/internal/source"
)

// SchemaID names the published schema of a scenario and its version.
const SchemaID = "https://firedrill.invalid/schema/scenario/1.json"

// Schema returns the JSON Schema (draft 2020-12) of a scenario, as it is published. It is made from the tables by which
// Parse reads, and from the catalogue's.
func Schema(cat Catalogue) []byte {
	r := newReader(cat)
	schema := source.Object(r.keys())
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	schema["$id"] = SchemaID
	schema["title"] = "a firedrill scenario"
	text, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		panic(err) // the schema is built from maps, lists and text alone
	}
	return append(text, '\n')
}
