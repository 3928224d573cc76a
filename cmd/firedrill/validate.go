package main

import (
	"errors"
	"fmt"

	"firedrill/internal/drill"

	"github.com/spf13/cobra"
)

func (a *app) validateCommand() *cobra.Command {
	return &cobra.Command{Use: "validate FILE...", GroupID: "library", Short: "Check scenario files and report all mistakes", Args: args(1, -1, "a file"),
		Long: "Checks scenario files, and the labs they name, without starting anything. Each mistake is reported with file, line and\n" +
			"column.",
		RunE: func(_ *cobra.Command, files []string) error { return a.validate(files) }}
}

// validate checks all files, even if the first has mistakes.
func (a *app) validate(files []string) error {
	labs, err := a.settings()
	if err != nil {
		return err
	}
	var errs []error
	for _, file := range files {
		s, err := a.scenario(file)
		if err == nil {
			err = drill.CheckLab(file, s, labs.Find)
		}
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
