package main

import (
	"io"

	"firedrill/internal/library"
	"firedrill/internal/oncall"
	"firedrill/internal/oncall/console"
	"firedrill/internal/oncall/play"
	"firedrill/internal/runner"
	"firedrill/scenarios"

	"github.com/spf13/cobra"
)

// roundFlags say which round is wanted, whoever plays it.
type roundFlags struct{ play.Request }

func (f *roundFlags) define(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.Random, "random", false, "choose any drill (default unless a name, level or hop is given)")
	cmd.Flags().IntVar(&f.Wanted.Level, "level", 0, "choose drills of this level, 1 to 5")
	cmd.Flags().StringVar(&f.Wanted.Hop, "hop", "", "choose drills of this hop")
	cmd.Flags().Uint64Var(&f.Seed, "seed", 0, "random seed (default: random)")
	cmd.Flags().StringVar(&f.Lab, "lab", "", "the lab (default: the scenario's)")
	cmd.Flags().StringVar(&f.Webhook, "webhook", "", "also send the page to this URL, in Alertmanager format")
	cmd.Flags().StringVar(&f.As, "as", "", "responder name to keep in the history")
	harderBy(cmd, &f.Modifiers)
	_ = cmd.RegisterFlagCompletionFunc("hop", cobra.FixedCompletions(scenarios.Hops, cobra.ShellCompDirectiveNoFileComp))
}

// harderBy are the flags that make a round harder.
func harderBy(cmd *cobra.Command, m *oncall.Modifiers) {
	cmd.Flags().BoolVar(&m.NoHints, "no-hints", false, "disable hints")
	cmd.Flags().BoolVar(&m.Noise, "noise", false, "add harmless background activity: jobs in the stores, a port scanner")
	cmd.Flags().BoolVar(&m.Second, "second", false, "start a second incident after the first is resolved")
}

// newRound draws a round.
func (a *app) newRound(r *runner.Runner, q play.Request) (*play.Round, error) {
	round, err := play.Draw(r, a.rounds(), q)
	if err != nil {
		return nil, err
	}
	round.Remember = a.rememberRound
	return round, nil
}

// rounds are the scenarios that rounds are drawn from.
func (a *app) rounds() play.Library {
	return play.Library{Find: a.scenario, All: func() ([]*scenarios.Scenario, error) { return scenarios.Library(library.Faults()) }}
}

// console is a prompt on this terminal.
func (a *app) console(out io.Writer) console.Options {
	return console.Options{In: a.stdin, Out: out, Commands: roundCommands{a}}
}
