package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"firedrill/internal/drill"
	"firedrill/internal/live"
	"firedrill/internal/runner"

	"github.com/spf13/cobra"
)

func (a *app) usersCommand() *cobra.Command {
	var lab string
	var asJSON bool
	cmd := &cobra.Command{Use: "users", GroupID: "respond", Short: "Show failures and latencies that users see, by route", Args: args(0, 0, ""),
		Long: "Shows what users of a lab see while load runs (run, oncall, class, mcp): requests, failures and 95th percentile latency\n" +
			"by route over the last 10 s, and the last 60 s as a sparkline. A request is slow if it takes more than a second.\n" +
			"Users are well if at most 1 % of their requests fail and at most 1 % are slow.",
		RunE: func(cmd *cobra.Command, _ []string) error { return a.users(cmd.Context(), lab, asJSON) }}
	labFlag(cmd, &lab)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (a *app) users(ctx context.Context, lab string, asJSON bool) error {
	home, err := drill.NewHome(a.getenv)
	if err != nil {
		return err
	}
	lab, err = loadedLab(home, first(lab, a.getenv(instanceVariable)))
	if err != nil {
		return err
	}
	v, err := live.AskUsers(ctx, runner.UsersSocket(home, lab))
	if errors.Is(err, live.ErrNoLoad) {
		return noLoad(lab)
	}
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(a.stdout, v)
	}
	return v.Text(a.stdout)
}

func noLoad(lab string) error {
	return usageError{fmt.Sprintf("no load runs on lab %q", lab), "firedrill run SCENARIO --lab " + lab + " --reuse sends one"}
}

// loadedLab is the lab that is meant: the one that was named, else the only one under load.
func loadedLab(home drill.Home, lab string) (string, error) {
	if lab != "" {
		return lab, nil
	}
	entries, err := os.ReadDir(home.Users())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	var labs []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".sock"); ok {
			labs = append(labs, name)
		}
	}
	switch len(labs) {
	case 0:
		return "", usageError{"no load runs", "firedrill run, firedrill oncall and firedrill class send one"}
	case 1:
		return labs[0], nil
	}
	return "", usageError{fmt.Sprintf("a load runs on more than one lab: %q", labs), "say --lab LAB"}
}
