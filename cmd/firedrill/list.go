package main

import (
	"firedrill/scenarios"

	"github.com/spf13/cobra"
)

func (a *app) listCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{Use: "list", GroupID: "library", Short: "List the scenarios of the library", Args: args(0, 0, ""),
		RunE: func(*cobra.Command, []string) error { return a.list(asJSON) }}
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (a *app) list(asJSON bool) error {
	all, err := a.rounds().All()
	if err != nil {
		return err
	}
	return a.print(scenarios.List(all), asJSON)
}

// completeScenario completes the name of a scenario; the shell completes files.
func completeScenario(_ *cobra.Command, given []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(given) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return scenarios.Names(), cobra.ShellCompDirectiveDefault
}
