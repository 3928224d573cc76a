package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"firedrill/chaos/catalogue"
	"firedrill/scenarios"

	"github.com/spf13/cobra"
)

func (a *app) newCommand() *cobra.Command {
	return &cobra.Command{Use: "new NAME", GroupID: "library", Short: "Create a scenario file to start from", Args: args(1, 1, "a name"),
		Long: "Writes NAME.yaml, a complete scenario with comments, to the current folder. It never overwrites a file.",
		RunE: func(_ *cobra.Command, given []string) error { return a.begin(given[0]) }}
}

func (a *app) begin(name string) error {
	file := strings.TrimSuffix(name, ".yaml") + ".yaml"
	if _, err := scenarios.Parse(file, scenarios.Start, faultIndex{catalogue.All()}); err != nil {
		return err // the name is no name of a scenario
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return usageError{fmt.Sprintf("there is a %q already", file), "choose another name, or edit that one"}
	}
	if err != nil {
		return err
	}
	_, err = f.Write(scenarios.Start)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "%s\nnext: firedrill run %s\n", file, file)
	return err
}
