package main

import (
	"context"
	"fmt"
	"os"
	"slices"

	"firedrill/internal/history"
	"firedrill/internal/oncall"
	"firedrill/internal/source"
	"firedrill/scenarios"

	"github.com/spf13/cobra"
)

// passPoints is the default of --pass.
const passPoints = 70

func (a *app) roundsCommand() *cobra.Command {
	var by, own string
	var pass int
	var asJSON bool
	cmd := &cobra.Command{Use: "rounds", GroupID: "oncall", Short: "Show pass rates of on-call rounds, or one responder's rounds over time", Args: args(0, 0, ""),
		Long: "Summarises the on-call rounds in the history. RATE is the pass rate, LIKELY its 95 % interval (Wilson's score, 1927),\n" +
			"MEDIAN the median score. VOID counts rounds that could not be judged; no other figure includes them.\n" +
			"--as lists one responder's rounds over time, and the drills this responder has not played.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if own != "" {
				return a.ownRounds(cmd.Context(), own, asJSON)
			}
			return a.passRates(cmd.Context(), by, pass, asJSON)
		}}
	cmd.Flags().StringVar(&own, "as", "", "list this responder's rounds and the drills not played yet")
	cmd.Flags().StringVar(&by, "by", history.ByScenario, "group by scenario or responder")
	cmd.Flags().IntVar(&pass, "pass", passPoints, "points needed to pass a round")
	jsonFlag(cmd, &asJSON)
	_ = cmd.RegisterFlagCompletionFunc("by", cobra.FixedCompletions(history.RateKeys, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// passRates prints how often the rounds of the history were passed.
func (a *app) passRates(ctx context.Context, by string, pass int, asJSON bool) error {
	if !slices.Contains(history.RateKeys, by) {
		return source.Unknown("key", by, history.RateKeys)
	}
	if pass < 0 || pass > 100 {
		return usageError{fmt.Sprintf("flag \"--pass\" does not take \"%d\": 0 to 100 points", pass), fmt.Sprintf("firedrill rounds --pass %d", passPoints)}
	}
	return a.inHistory(ctx, func(s history.Store) error {
		all, err := s.Rounds().All(ctx)
		if err != nil {
			return err
		}
		rates := history.Rates(all, by, pass)
		switch {
		case asJSON:
			return printJSON(a.stdout, rates)
		case len(rates) == 0:
			fmt.Fprintln(a.stderr, "no round is kept there\nhint: firedrill oncall plays one")
			return nil
		}
		return history.RateTable(a.stdout, rates, by)
	})
}

// ownRounds prints the rounds of one responder.
func (a *app) ownRounds(ctx context.Context, responder string, asJSON bool) error {
	if err := oncall.CheckName(responder); err != nil {
		return err
	}
	return a.inHistory(ctx, func(s history.Store) error {
		all, err := s.Rounds().All(ctx)
		if err != nil {
			return err
		}
		own := history.OwnOf(all, responder, scenarios.Names())
		if len(own.Rounds) == 0 && !asJSON {
			fmt.Fprintf(a.stderr, "no round of %q is kept there\nhint: firedrill oncall --as %s plays one, firedrill rounds --by responder lists the names\n", responder, responder)
			return nil
		}
		return a.print(own, asJSON)
	})
}

// rememberRound adds a round to the history, with the file in its folder. A failure is only a warning: the round stands
// without it.
func (a *app) rememberRound(d oncall.Debrief, path string) {
	if err := a.keepRound(d, path); err != nil {
		fmt.Fprintf(a.stderr, "warning: the round is not in the history: %v\nhint: what it came to stands in %s\n", err, path)
	}
}

func (a *app) keepRound(d oncall.Debrief, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	place, err := a.history()
	if err != nil {
		return err
	}
	return place.KeepRound(context.Background(), d.Entry(text))
}
