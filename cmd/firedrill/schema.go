package main

import (
	"maps"
	"slices"

	"firedrill/internal/library"
	"firedrill/internal/report"
	"firedrill/internal/source"
	"firedrill/scenarios"

	"github.com/spf13/cobra"
)

// schemas are the forms that are published.
var schemas = map[string]func() []byte{
	"scenario": func() []byte { return scenarios.Schema(library.Faults()) },
	"result":   func() []byte { return report.Schema },
}

func (a *app) schemaCommand() *cobra.Command {
	names := slices.Sorted(maps.Keys(schemas))
	return &cobra.Command{Use: "schema [scenario|result]", GroupID: "library", Short: "Print the JSON schema of a scenario or of result.json", Args: args(0, 1, ""),
		ValidArgs: names,
		RunE: func(_ *cobra.Command, given []string) error {
			name := "scenario"
			if len(given) > 0 {
				name = given[0]
			}
			schema, ok := schemas[name]
			if !ok {
				return source.Unknown("schema", name, names)
			}
			_, err := a.stdout.Write(schema())
			return err
		}}
}
