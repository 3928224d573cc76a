package source

// Schemas of scalars; each stands beside the method of Value that reads it.
var (
	TextSchema     = Schema{"type": "string", "minLength": 1, "maxLength": longestText, "pattern": `^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$`}
	LineSchema     = Schema{"type": "string", "minLength": 1, "maxLength": longestLine, "pattern": `^[^\x00-\x08\x0a-\x1f\x7f-\x9f]*$`}
	WrittenSchema  = Schema{"type": []any{"string", "number", "boolean"}}
	BoolSchema     = Schema{"type": "boolean"}
	DurationSchema = Schema{"type": "string", "pattern": `^([0-9]+(\.[0-9]+)?(us|ms|s|m|h))+$`}
	RateSchema     = Schema{"type": "string", "pattern": `^[0-9]+(\.[0-9]+)?/s$`}
	PercentSchema  = Schema{"type": "string", "pattern": `^[0-9]+(\.[0-9]+)?%$`}
	BitRateSchema  = Schema{"type": "string", "pattern": `^[0-9]+(\.[0-9]+)?[kmg]bit$`}
	SizeSchema     = Schema{"type": "string", "pattern": `^[0-9]+(\.[0-9]+)?([KMG]i?B)$`}
)

// IntSchema is the schema of an integer between two bounds, both included.
func IntSchema(low, high int64) Schema {
	return Schema{"type": "integer", "minimum": low, "maximum": high}
}

// NumberSchema is the schema of a number above 0 and up to a bound.
func NumberSchema(high float64) Schema {
	return Schema{"type": "number", "exclusiveMinimum": 0, "maximum": high}
}

// EnumSchema is the schema of one of some names.
func EnumSchema(names []string) Schema {
	values := make([]any, len(names))
	for i, n := range names {
		values[i] = n
	}
	return Schema{"enum": values}
}

// ListSchema is the schema of a list with at least this many entries.
func ListSchema(entry Schema, least int) Schema {
	return Schema{"type": "array", "items": entry, "minItems": least}
}
