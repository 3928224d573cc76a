package main

import (
	"context"
	"errors"

	"firedrill/internal/oncall/console"
	"firedrill/internal/oncall/play"

	"github.com/spf13/cobra"
)

// oncallFlags say which round is wanted at the prompt.
type oncallFlags struct {
	roundFlags
	json bool
}

func (a *app) oncallCommand() *cobra.Command {
	var f oncallFlags
	cmd := &cobra.Command{Use: "oncall [SCENARIO]", GroupID: "oncall", Short: "Play an on-call round: get paged, find the cause, fix it", Args: args(0, 1, "a scenario"), ValidArgsFunction: completeScenario,
		Long: "Starts a lab and its load. After a while something breaks (or nothing does) and you are paged. At the prompt you type\n" +
			"firedrill commands (status, logs, sql, restart ...). They also work from any other terminal, as do curl, psql and\n" +
			"docker. \"ack\" takes the page, \"diagnose\" names the cause, \"resolve\" ends the incident.\n\n" +
			"The same seed gives the same round. Without a scenario, one is chosen at random; about one in four has no incident.",
		RunE: func(cmd *cobra.Command, given []string) error {
			if len(given) > 0 {
				f.Wanted.Name = given[0]
			}
			return a.oncall(cmd.Context(), f)
		}}
	f.define(cmd)
	cmd.Flags().BoolVar(&f.json, "score-json", false, "print the score as JSON on standard output, and everything else on standard error")
	return cmd
}

func (a *app) oncall(ctx context.Context, f oncallFlags) error {
	runs, err := a.runner()
	if err != nil {
		return err
	}
	r, err := a.newRound(runs, f.Request)
	if err != nil {
		return err
	}
	out := a.stdout
	if f.json {
		out = a.stderr
	}
	r.Chart.Width, r.Chart.Colour = a.width(), a.colour(out)
	end, err := console.Play(ctx, r, a.console(out))
	if err != nil {
		return err
	}
	if f.json {
		err = printJSON(a.stdout, play.Scored(end.Debrief))
	} else {
		err = end.Print(out)
	}
	return errors.Join(err, end.Unscored())
}
