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
	cmd := &cobra.Command{Use: "oncall [SCENARIO]", GroupID: "oncall", Short: "Be paged: find what broke, fix it, and show that it holds", Args: args(0, 1, "a scenario"), ValidArgsFunction: completeScenario,
		Long: "Starts a lab and its load. At some moment something breaks, or nothing does, and the pager rings. What you type at the\n" +
			"prompt are commands of firedrill (status, logs, sql, restart ...); any other terminal does as well, and so do curl,\n" +
			"psql and docker. Say \"ack\" when you have it, \"diagnose\" what it is, \"resolve\" when it is over.\n\n" +
			"The same seed gives the same round. Without a name one is drawn; about one in four has no incident.",
		RunE: func(cmd *cobra.Command, given []string) error {
			if len(given) > 0 {
				f.wanted.Name = given[0]
			}
			return a.oncall(cmd.Context(), f)
		}}
	f.define(cmd)
	cmd.Flags().BoolVar(&f.json, "score-json", false, "print the score as JSON on standard output, and all else beside it")
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
