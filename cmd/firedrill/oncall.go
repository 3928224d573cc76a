package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"firedrill/internal/plain"

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
				f.wanted.Name = given[0]
			}
			return a.oncall(cmd.Context(), f)
		}}
	f.define(cmd)
	cmd.Flags().BoolVar(&f.json, "score-json", false, "print the score as JSON on standard output, and everything else on standard error")
	return cmd
}

func (a *app) oncall(ctx context.Context, f oncallFlags) error {
	r, err := a.newRound(f.roundFlags)
	if err != nil {
		return err
	}
	out := a.stdout
	if f.json {
		out = a.stderr
	}
	r.chart.Width, r.chart.Colour = a.width(), a.colour(out)
	front, err := newPrompt(a, r, out)
	if err != nil {
		return err
	}
	end, err := front.play(ctx)
	if err != nil {
		return err
	}
	if f.json {
		err = printJSON(a.stdout, scored(end.debrief))
	} else {
		err = printDebrief(out, end)
	}
	return errors.Join(err, end.unscored())
}

// printDebrief shows what a responder reads in the end, and where there is more. The chart alone may hold colours.
func printDebrief(w io.Writer, end played) error {
	var b strings.Builder
	if err := end.debrief.Text(&b); err != nil {
		return err
	}
	before, after, found := strings.Cut(b.String(), end.debrief.Chart)
	if _, err := io.WriteString(w, before); err != nil {
		return err
	}
	if found {
		if _, err := io.WriteString(plain.Raw(w), end.debrief.Chart); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(w, after); err != nil {
		return err
	}
	if end.debrief.Void != nil {
		return nil
	}
	_, err := fmt.Fprintf(w, "\n%s    a postmortem to go on with\nfiredrill report %s    the round as a page\n", filepath.Join(end.dir, postmortemFile), end.debrief.Run)
	return err
}
