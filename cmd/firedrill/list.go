package main

import (
	"fmt"
	"text/tabwriter"

	"firedrill/scenarios"

	"github.com/spf13/cobra"
)

func (a *app) listCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{Use: "list", GroupID: "library", Short: "List the scenarios of the library", Args: args(0, 0, ""),
		RunE: func(*cobra.Command, []string) error { return a.list(asJSON) }}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// listed is one line of `list --json`.
type listed struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Hop   string `json:"hop"`
	Level int    `json:"level"`
	Lab   string `json:"lab"`
}

func (a *app) list(asJSON bool) error {
	all, err := a.rounds().All()
	if err != nil {
		return err
	}
	lines := make([]listed, len(all))
	for i, s := range all {
		lines[i] = listed{s.Name, s.Title, s.Hop, s.Level, s.Lab}
	}
	if asJSON {
		return printJSON(a.stdout, lines)
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tHOP\tLEVEL\tLAB\tTITLE")
	for _, l := range lines {
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\n", l.Name, l.Hop, l.Level, l.Lab, l.Title)
	}
	return w.Flush()
}

// completeScenario offers the library's names where a scenario is wanted; files come from the shell.
func completeScenario(_ *cobra.Command, given []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(given) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return scenarios.Names(), cobra.ShellCompDirectiveDefault
}
