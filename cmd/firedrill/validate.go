package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) validateCommand() *cobra.Command {
	return &cobra.Command{Use: "validate FILE...", GroupID: "library", Short: "Check scenario files, and name every mistake in them", Args: args(1, -1, "a file"),
		Long: "Checks scenario files without starting anything. Each mistake is named with its file, line and column.",
		RunE: func(_ *cobra.Command, files []string) error { return a.validate(files) }}
}

// validate goes through all files, whatever is wrong with the first.
func (a *app) validate(files []string) error {
	var errs []error
	for _, file := range files {
		s, err := a.scenario(file)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		fmt.Fprintf(a.stdout, "%s: ok, %s and %s\n", file, count(len(s.Faults), "fault"), count(len(s.Objectives), "objective"))
	}
	return errors.Join(errs...)
}

// count puts a noun after its number.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
