// Command gen writes the generated files of the repository. "go generate" runs it in the folder of package pages.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"firedrill/internal/pages"
)

// root is the path of the repository's root from the folder of package pages.
const root = "../.."

func main() {
	if err := write(); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func write() error {
	for _, p := range pages.All() {
		text, err := p.Make(root)
		if err != nil {
			return fmt.Errorf("%s: %w", p.Path, err)
		}
		if err := os.WriteFile(filepath.Join(root, p.Path), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
