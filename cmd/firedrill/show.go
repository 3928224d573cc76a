package main

import (
	"fmt"

	"firedrill/scenarios"

	"github.com/spf13/cobra"
)

func (a *app) showCommand() *cobra.Command {
	var answer, source bool
	cmd := &cobra.Command{Use: "show SCENARIO", GroupID: "library", Short: "Show a scenario", Args: args(1, 1, "a scenario"),
		Long: "Shows what a responder may know before a drill. --answer also shows the faults, the hints and the fix.\n" +
			"SCENARIO is a name from \"firedrill list\" or a file.",
		ValidArgsFunction: completeScenario,
		RunE: func(_ *cobra.Command, given []string) error {
			if answer && source {
				return usageError{"--answer and --source exclude each other", "--source alone prints the whole file, answer and all"}
			}
			s, err := a.scenario(given[0])
			if err != nil {
				return err
			}
			return a.showScenario(s, answer, source)
		}}
	cmd.Flags().BoolVar(&answer, "answer", false, "show the cause and the fix")
	cmd.Flags().BoolVar(&source, "source", false, "print only the file")
	return cmd
}

func (a *app) showScenario(s *scenarios.Scenario, answer, source bool) error {
	text := s.Describe()
	switch {
	case source:
		text = string(s.Source)
	case answer:
		text += s.Answer()
	}
	_, err := fmt.Fprint(a.stdout, text)
	return err
}
