package settings

import (
	"os"
	"strings"
	"testing"

	"firedrill/stack"
)

func TestDocs_ExampleIsValidAndNamesEverySetting(t *testing.T) {
	text, err := os.ReadFile("../../docs/labs.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "```yaml\n")
	example, _, ok := strings.Cut(after, "```")
	if _, bad := readLabs("example.yaml", []byte(example)); bad != nil || !ok {
		t.Error(bad)
	}
	words := append([]string{}, elsewhere...)
	for _, s := range table {
		words = append(words, variable(s.key), "`--"+s.key+"`")
	}
	for _, k := range labKeys {
		words = append(words, "`"+k.Name+"`")
	}
	for _, k := range serviceKeys(stack.Shop) {
		words = append(words, "| `"+k.Name+"` |")
	}
	for _, k := range stack.NginxKnobs {
		words = append(words, "| `"+k.Name+"` | "+k.Default+" | "+k.About+" |")
	}
	for _, word := range words {
		if !strings.Contains(string(text), word) {
			t.Errorf("%s is not in the guide", word)
		}
	}
}
