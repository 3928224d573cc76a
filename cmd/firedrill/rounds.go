package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"firedrill/internal/history"
	"firedrill/internal/oncall"
	"firedrill/internal/source"
	"firedrill/scenarios"

	"github.com/spf13/cobra"
)

// passPoints is from how many points on a round is passed, where nobody says otherwise.
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
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
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
	s, err := a.pastHistory(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
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
}

// ownRounds prints the rounds of one responder.
func (a *app) ownRounds(ctx context.Context, responder string, asJSON bool) error {
	if err := oncall.CheckName(responder); err != nil {
		return err
	}
	s, err := a.pastHistory(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	all, err := s.Rounds().All(ctx)
	if err != nil {
		return err
	}
	own := history.OwnOf(all, responder, scenarios.Names())
	switch {
	case asJSON:
		return printJSON(a.stdout, own)
	case len(own.Rounds) == 0:
		fmt.Fprintf(a.stderr, "no round of %q is kept there\nhint: firedrill oncall --as %s plays one, firedrill rounds --by responder lists the names\n", responder, responder)
		return nil
	}
	return own.Text(a.stdout)
}

// rememberRound adds a round to the history, by the file that lies in its folder. It only warns where that can't be: the
// round is what it is without.
func (a *app) rememberRound(d oncall.Debrief, path string) {
	ctx, cancel := context.WithTimeout(context.Background(), historyWait)
	defer cancel()
	if err := a.keepRound(ctx, d, path); err != nil {
		fmt.Fprintf(a.stderr, "warning: the round is not in the history: %v\nhint: what it came to stands in %s\n", err, path)
	}
}

func (a *app) keepRound(ctx context.Context, d oncall.Debrief, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	s, err := a.history(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	return s.Rounds().Add(ctx, history.Round{Run: d.Run, Started: d.Started.Truncate(time.Microsecond).UTC(), Scenario: d.Round.Scenario.Name,
		Lab: d.Lab, Seed: d.Round.Seed, Responder: d.Responder, Control: d.Round.Scenario.Control(), Total: d.Sheet.Total,
		Felt: d.Facts.Felt, Held: d.Facts.Held, Void: voidKind(d), Text: text})
}

func voidKind(d oncall.Debrief) string {
	if d.Void == nil {
		return ""
	}
	return d.Void.Kind
}
