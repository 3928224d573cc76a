package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"firedrill/internal/class"
	"firedrill/internal/class/room"
	"firedrill/internal/oncall"
	"firedrill/internal/oncall/play"
	"firedrill/internal/plain"
	"firedrill/internal/runner"
	"firedrill/internal/topology"
	"firedrill/scenarios"

	"github.com/spf13/cobra"
)

// classFlags say who takes part in a class, and in what.
type classFlags struct {
	names   []string
	engines []string
	wanted  oncall.Wanted
	seed    uint64
	lab     string
	json    bool

	modifiers oncall.Modifiers
}

func (a *app) classCommand() *cobra.Command {
	var f classFlags
	cmd := &cobra.Command{Use: "class [SCENARIO ...]", GroupID: "oncall", Short: "Run the same on-call rounds for several responders at once", ValidArgsFunction: completeScenarios,
		Long: "Each responder gets a separate lab and plays the same drills in the same order, with the same seeds. Responders join from\n" +
			"their own terminals with the command that this one prints. It shows each responder's progress, and the scores at the end.\n" +
			"Without a scenario, one is chosen at random. The history stores each round with the responder's name.",
		Example: "  firedrill class --for ann,ben,carl redis-frozen db-lock\n" +
			"  firedrill class --for ann,ben --level 2\n" +
			"  firedrill class --for ann,ben --engine ann=ssh://root@vm1 --engine ben=ssh://root@vm2 cert-expired",
		RunE: func(cmd *cobra.Command, given []string) error { return a.class(cmd.Context(), given, f) }}
	cmd.Flags().StringSliceVar(&f.names, "for", nil, fmt.Sprintf("responder names, at most %d", class.Most))
	// It stands in for the setting of that name, which knows one engine alone.
	cmd.Flags().StringArrayVar(&f.engines, "engine", nil, "engine for a responder's lab, NAME=URL; URL alone is the default for all")
	cmd.Flags().IntVar(&f.wanted.Level, "level", 0, "choose drills of this level, 1 to 5")
	cmd.Flags().StringVar(&f.wanted.Hop, "hop", "", "choose drills of this hop")
	cmd.Flags().Uint64Var(&f.seed, "seed", 0, "random seed (default: random)")
	cmd.Flags().StringVar(&f.lab, "lab", "", "the lab (default: the scenario's)")
	cmd.Flags().BoolVar(&f.json, "json", false, "print the scores as JSON on standard output, and everything else on standard error")
	harderBy(cmd, &f.modifiers)
	_ = cmd.RegisterFlagCompletionFunc("hop", cobra.FixedCompletions(topology.Findable(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// completeScenarios offers the library's names, however many were given.
func completeScenarios(_ *cobra.Command, given []string, _ string) ([]string, cobra.ShellCompDirective) {
	left := slices.DeleteFunc(scenarios.Names(), func(name string) bool { return slices.Contains(given, name) })
	return left, cobra.ShellCompDirectiveDefault
}

// class reads what is wanted, which is where a mistake ends, and holds the class.
func (a *app) class(ctx context.Context, given []string, f classFlags) error {
	if err := class.CheckNames(f.names); err != nil {
		return err
	}
	engines, err := class.Engines(f.engines, f.names)
	if err != nil {
		return err
	}
	f.seed = runner.FirstSeed(f.seed)
	lessons, err := a.lessons(given, f)
	if err != nil {
		return err
	}
	r, err := a.runner()
	if err != nil {
		return err
	}
	out := a.stdout
	if f.json {
		out = a.stderr
	}
	sheet, err := room.Hold(ctx, r, room.Request{Names: f.names, Engines: engines, Lessons: lessons, Seed: f.seed, Lab: f.lab, Modifiers: f.modifiers,
		Out: out, Terminal: plain.Terminal(out), Warn: a.stderr, State: a.getenv(stateVariable), Remember: a.rememberRound})
	if sheet == nil {
		return err
	}
	if f.json {
		return errors.Join(err, printJSON(a.stdout, sheet))
	}
	fmt.Fprintln(out)
	return errors.Join(err, sheet.Table(out))
}

// lessons are the rounds of a class, in their order.
func (a *app) lessons(given []string, f classFlags) ([]room.Lesson, error) {
	if len(given) > 0 && f.wanted != (oncall.Wanted{}) {
		return nil, usageError{"names of scenarios do not go with \"--level\" or \"--hop\"", "leave one of them out"}
	}
	return room.Lessons(a.rounds(), given, play.Request{Wanted: f.wanted, Seed: f.seed, Modifiers: f.modifiers})
}
