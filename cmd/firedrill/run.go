package main

import (
	"context"

	"firedrill/internal/runner"

	"github.com/spf13/cobra"
)

// runFlags are the choices of one drill.
type runFlags struct {
	lab    string
	seed   uint64
	json   bool
	keep   bool
	reuse  bool
	repeat int
}

func (a *app) runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{Use: "run SCENARIO", GroupID: "drill", Short: "Run a drill", Args: args(1, 1, "a scenario"), ValidArgsFunction: completeScenario,
		Long: "Starts a lab, sends load, injects the scenario's faults, proves each one, reverts them, grades what users saw and\n" +
			"removes the lab. SCENARIO is a name from \"firedrill list\" or a file.\n\n" +
			"The exit code is the verdict: 0 pass, 3 fail, 4 inconclusive or invalid. With --repeat it is the worst verdict;\n" +
			"fail is worse than invalid or inconclusive.",
		RunE: func(cmd *cobra.Command, given []string) error { return a.drill(cmd.Context(), given[0], f) }}
	cmd.Flags().StringVar(&f.lab, "lab", "", "lab to run on (default: the scenario's)")
	cmd.Flags().Uint64Var(&f.seed, "seed", 0, "random seed (default: the scenario's, else random)")
	cmd.Flags().BoolVar(&f.json, "json", false, "print only result.json on standard output")
	cmd.Flags().BoolVar(&f.keep, "keep", false, "keep the lab running afterwards, under its own name")
	cmd.Flags().BoolVar(&f.reuse, "reuse", false, "use the running lab of that name, and keep it")
	cmd.Flags().IntVar(&f.repeat, "repeat", 1, "run N drills in sequence, each with its own seed")
	return cmd
}

// drill is the whole way from scenario to report.
func (a *app) drill(ctx context.Context, name string, f runFlags) error {
	s, err := a.scenario(name)
	if err != nil {
		return err
	}
	r, err := a.runner()
	if err != nil {
		return err
	}
	q := runner.Request{Scenario: s, Lab: f.lab, Seed: f.seed, Keep: f.keep, Reuse: f.reuse}
	if f.repeat != 1 {
		return a.repeat(ctx, r, q, f)
	}
	dir, err := r.Run(ctx, q)
	if err != nil {
		return err
	}
	return a.report(ctx, dir, f.json)
}
