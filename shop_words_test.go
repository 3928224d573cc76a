package firedrill_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"firedrill/internal/load"
	"firedrill/stack/shop"
	"firedrill/stack/shop/workload"
)

// withoutShop are the packages that work for any stack. They must not name a route, table, user or variable of the shop. A
// package that is made free of the shop is to be added here.
var withoutShop = []string{"internal/agent", "internal/drill", "internal/library", "internal/load", "internal/record", "internal/runner",
	"internal/signals", "internal/topology", "scenarios", "stack"}

// TestPackages_DoNotNameWhatIsTheShops reads their source, comments included.
func TestPackages_DoNotNameWhatIsTheShops(t *testing.T) {
	words := shopWords()
	for _, dir := range withoutShop {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has no source (%v)", dir, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for i, line := range strings.Split(string(source), "\n") {
				if word := words.FindString(line); word != "" {
					t.Errorf("%s:%d: %q is the shop's: take it from stack/shop", file, i+1, word)
				}
			}
		}
	}
}

// TestShopWords_AreFound holds one line for each sort of word.
func TestShopWords_AreFound(t *testing.T) {
	for _, line := range []string{
		`Route: "browse"`, `{Path: "/products/1"}`, `b = append(b, "POST /orders"...)`, `"SELECT 1 FROM order_items"`, `INSERT INTO users (id)`,
		`const user = "user0001"`, `"user%04d@shop.test"`, `const password = "firedrill"`, `{"password":"firedrill"}`, `// such as DB_POOL`,
	} {
		if shopWords().FindString(line) == "" {
			t.Errorf("no word of the shop is found in %s", line)
		}
	}
	for _, line := range []string{`"firedrill"`, "// in the order of time", `OpLogin = "login"`, "such as users and orders", "package load"} {
		if word := shopWords().FindString(line); word != "" {
			t.Errorf("%q is taken for a word of the shop in %s", word, line)
		}
	}
}

// shopWords matches what only the shop has: it is made from the shop's own lists, as far as there are any.
func shopWords() *regexp.Regexp {
	var routes, paths, variables []string
	script := workload.Seeded().Script(load.Plan{})
	for _, route := range workload.Seeded().Routes() {
		if route != workload.Login { // a word of other parts, too
			routes = append(routes, route)
		}
		_, path, _ := strings.Cut(string(script.AppendLine(nil, load.Request{Route: route})), " /")
		paths = append(paths, regexp.MustCompile(`^\w+`).FindString(path))
	}
	for _, knob := range shop.Knobs() {
		variables = append(variables, knob.Name)
	}
	var tables []string
	for _, m := range regexp.MustCompile(`CREATE TABLE (\w+)`).FindAllStringSubmatch(shop.SchemaSQL, -1) {
		tables = append(tables, m[1])
	}
	one := func(of []string) string { return "(" + strings.Join(of, "|") + ")" }
	return regexp.MustCompile(strings.Join([]string{
		`"` + one(routes) + `"`,
		"/" + one(paths) + `\b`,
		`\b(FROM|INTO|JOIN|UPDATE|TABLE|TRUNCATE) ` + one(tables) + `\b`,
		`\b` + one(variables) + `\b`,
		`shop\.test|user0|user%04d`,
		`(?i:password)\W.*` + shop.SeedPassword,
	}, "|"))
}
