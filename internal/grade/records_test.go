package grade_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"firedrill/internal/grade"
	"firedrill/internal/library"
	"firedrill/internal/record"
	"firedrill/internal/report"
	"firedrill/internal/signals"
	"firedrill/scenarios"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestGrade_OldRecordsKeepTheirResults grades records of an earlier version and compares each result with the one that
// version wrote. Every number, verdict, code and name must be equal. A result may have additional fields, and its sentences
// may be worded differently.
func TestGrade_OldRecordsKeepTheirResults(t *testing.T) {
	old := schema(t, "result.schema.json", extensible(parsed(t, read(t, "testdata/records/result.schema.json"))))
	current := schema(t, "result.schema.json", parsed(t, report.Schema))
	archives, err := filepath.Glob("testdata/records/*.txtar.gz")
	if err != nil || len(archives) < 10 {
		t.Fatalf("%d records, want 10 or more (%v)", len(archives), err)
	}
	for _, path := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar.gz"), func(t *testing.T) {
			dir := unpack(t, path)
			want, got := parsed(t, read(t, filepath.Join(dir, "result.json"))), parsed(t, result(t, dir))
			if d := cmp.Diff(common(want, want), common(want, got)); d != "" {
				t.Errorf("result differs from that of the earlier version:\n%s", d)
			}
			if err := old.Validate(got); err != nil {
				t.Errorf("earlier schema: %v", err)
			}
			if err := current.Validate(got); err != nil {
				t.Errorf("published schema: %v", err)
			}
		})
	}
}

// unpack writes a record's files into a new directory.
func unpack(t *testing.T, path string) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := txtar.Write(txtar.Parse(text), dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// result grades the record in dir by the scenario stored in it, and returns result.json.
func result(t *testing.T, dir string) []byte {
	t.Helper()
	r, err := record.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenarios.Parse(r.Header.Scenario+".yaml", []byte(r.Header.Source), library.Recorded())
	if err != nil {
		t.Fatal(err)
	}
	w, err := signals.Measure(r, grade.Asks(s.Objectives, s.Signature))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := report.JSON(&b, grade.Grade(r.Header, w, s)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sentences lists the fields of a result that are prose.
var sentences = map[string]bool{"reason": true, "why": true, "notes": true}

// common returns the part of got that must equal want: the fields that want also has, without prose.
func common(want, got any) any {
	switch want := want.(type) {
	case map[string]any:
		fields, ok := got.(map[string]any)
		if !ok {
			return got
		}
		_, isGate := want["ok"]
		kept := map[string]any{}
		for name, value := range want {
			have, present := fields[name]
			if !present || sentences[name] || isGate && name == "name" {
				continue
			}
			kept[name] = common(value, have)
		}
		return kept
	case []any:
		list, ok := got.([]any)
		if !ok || len(list) != len(want) {
			return got
		}
		kept := make([]any, len(list))
		for i := range list {
			kept[i] = common(want[i], list[i])
		}
		return kept
	}
	return got
}

// extensible removes the ban on additional properties from a schema, and returns it.
func extensible(schema any) any {
	switch schema := schema.(type) {
	case map[string]any:
		for _, name := range []string{"additionalProperties", "unevaluatedProperties"} {
			if schema[name] == false {
				delete(schema, name)
			}
		}
		for _, value := range schema {
			extensible(value)
		}
	case []any:
		for _, value := range schema {
			extensible(value)
		}
	}
	return schema
}

func schema(t *testing.T, name string, doc any) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(name, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func parsed(t *testing.T, text []byte) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
