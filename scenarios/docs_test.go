package scenarios_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"firedrill/internal/topology"
	"firedrill/scenarios"
)

const guide = "../docs/scenarios.md"

func TestTheGuidesExampleIsAScenario(t *testing.T) {
	text, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "```yaml\n")
	example, _, ok := strings.Cut(after, "```")
	if _, err := scenarios.Parse("example.yaml", []byte(example), faults{}); err != nil || !ok {
		t.Error(err)
	}
}

func TestTheGuideNamesEveryKeyAndEveryName(t *testing.T) {
	text, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties map[string]struct {
			Properties map[string]any
		}
	}
	if err := json.Unmarshal(scenarios.Schema(faults{}), &schema); err != nil {
		t.Fatal(err)
	}
	for key, value := range schema.Properties {
		if !strings.Contains(string(text), "| `"+key+"` |") {
			t.Errorf("key %q is not in the guide", key)
		}
		for inner := range value.Properties {
			if !strings.Contains(string(text), "`"+inner+"`") {
				t.Errorf("key %q of %q is not in the guide", inner, key)
			}
		}
	}
	var roles []string
	for _, role := range topology.Roles {
		roles = append(roles, string(role))
	}
	for _, names := range [][]string{roles, scenarios.Hops, scenarios.Phases, faults{}.Workload().Routes, faults{}.Targets().Names(), scenarios.Classes} {
		for _, name := range names {
			if !strings.Contains(string(text), name) {
				t.Errorf("%q is not in the guide", name)
			}
		}
	}
}
