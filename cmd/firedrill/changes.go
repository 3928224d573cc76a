package main

import (
	"context"
	"fmt"
	"time"

	"firedrill/internal/changes"

	"github.com/spf13/cobra"
)

func (a *app) changesCommand() *cobra.Command {
	var lab string
	var asJSON bool
	cmd := &cobra.Command{Use: "changes", GroupID: "respond", Short: "List the lab's deploys and configuration changes", Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.changes(cmd.Context(), lab, asJSON) }}
	labFlag(cmd, &lab)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// changesAnswer is what `changes --json` says.
type changesAnswer struct {
	Lab     string           `json:"lab"`
	Changes []changes.Change `json:"changes"`
}

func (a *app) changes(ctx context.Context, lab string, asJSON bool) error {
	b, err := a.openAny(ctx)
	if err != nil {
		return err
	}
	defer b.Engine.Close()
	found, err := foundLab(ctx, b, first(lab, a.getenv(instanceVariable)))
	if err != nil {
		return err
	}
	all, err := b.Home.Changes(found.Run).Read()
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(a.stdout, changesAnswer{found.Instance, all})
	}
	if len(all) == 0 {
		fmt.Fprintf(a.stdout, "no change of lab %q is known\n", found.Instance)
	}
	for _, c := range all {
		fmt.Fprintf(a.stdout, "%s  %s\n", c.At.Local().Format(time.TimeOnly), c.What)
	}
	return nil
}
