package main

import (
	"bytes"
	"testing"

	"firedrill/internal/library"
	"firedrill/scenarios"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// published is where editors and other tools find the schema of a scenario, beside the library.
const published = "../../scenarios/schema.json"

func TestEveryScenarioFitsThePublishedSchemaAndTheCatalogue(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile(published)
	if err != nil {
		t.Fatal(err)
	}
	all, err := scenarios.Library(library.Faults())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		var doc any
		if err := yaml.Load(s.Source, &doc); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
	}
}

func TestThePublishedSchemaRefusesAMistypedParameter(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile(published)
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenarios.Find("db-outage", library.Faults())
	if err != nil {
		t.Fatal(err)
	}
	broken := bytes.Replace(s.Source, []byte("{on: postgres}"), []byte("{on: postgres, graze: 1s}"), 1)
	var doc any
	if err := yaml.Load(broken, &doc); err != nil {
		t.Fatal(err)
	}
	if schema.Validate(doc) == nil {
		t.Error("was accepted")
	}
}
