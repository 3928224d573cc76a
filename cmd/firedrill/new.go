package main

import (
	"fmt"

	"firedrill/internal/library"
	"firedrill/scenarios"

	"github.com/spf13/cobra"
)

func (a *app) newCommand() *cobra.Command {
	return &cobra.Command{Use: "new NAME", GroupID: "library", Short: "Create a scenario file to start from", Args: args(1, 1, "a name"),
		Long: "Writes NAME.yaml, a complete scenario with comments, to the current folder. It never overwrites a file.",
		RunE: func(_ *cobra.Command, given []string) error {
			file, err := scenarios.Create(given[0], library.Faults())
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.stdout, "%s\nnext: firedrill run %s\n", file, file)
			return err
		}}
}
