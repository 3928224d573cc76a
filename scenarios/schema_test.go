package scenarios_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"firedrill/scenarios"
)

var compiled = sync.OnceValues(func() (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(scenarios.Schema(faults{})))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(scenarios.SchemaID, doc); err != nil {
		return nil, err
	}
	return c.Compile(scenarios.SchemaID)
})

// fits says whether a scenario is valid by the published schema.
func fits(t *testing.T, src []byte) bool {
	t.Helper()
	schema, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := yaml.Load(src, &doc); err != nil {
		return false
	}
	return schema.Validate(doc) == nil
}

// TestTheSchemaRefusesWhatParseRefuses holds for all but what a schema cannot say: that is left to validate.
func TestTheSchemaRefusesWhatParseRefuses(t *testing.T) {
	beyond := []string{"Bad_Name", "anchor", "duration-too-long", "fault-begins", "fault-lasts", "percentage", "slow-", "failed-with", "unknown-label",
		"unknown-route-of", "unknown-class-of", "label-", "brace", "bad-operator", "operator-missing", "range-", "latency-", "recovered-in", "baseline-by",
		"unknown-hop-of", "hop-never-found", "rate-is-zero", "route-not-in", "signature-of-a-route", "throughput-", "too-few-", "zero-times", "faults-overlap"}
	files, err := filepath.Glob("testdata/invalid/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
next:
	for _, file := range files {
		for _, prefix := range beyond {
			if strings.HasPrefix(filepath.Base(file), prefix) {
				continue next
			}
		}
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if fits(t, src) {
			t.Errorf("%s fits the schema", file)
		}
	}
}
