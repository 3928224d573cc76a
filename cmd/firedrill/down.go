package main

import (
	"context"
	"fmt"

	"firedrill/internal/source"
	"firedrill/stack"

	"github.com/spf13/cobra"
)

func (a *app) downCommand() *cobra.Command {
	var force bool
	cmd := &cobra.Command{Use: "down [LAB]", GroupID: "lab", Short: "Remove a running lab", Args: args(0, 1, "a lab"),
		Long: "Removes a running lab: LAB, else the lab in $" + instanceVariable + ", else the only one. A lab used by a run in progress is\nremoved only with --force. That run then ends without a verdict.",
		RunE: func(cmd *cobra.Command, given []string) error { return a.down(cmd.Context(), firstOf(given), force) }}
	cmd.Flags().BoolVar(&force, "force", false, "remove the lab even if a run in progress uses it")
	return cmd
}

func (a *app) down(ctx context.Context, name string, force bool) error {
	b, err := a.openAny(ctx)
	if err != nil {
		return err
	}
	defer b.Engine.Close()
	found, err := foundLab(ctx, b, first(name, a.getenv(instanceVariable)))
	if err != nil {
		return err
	}
	run, err := b.Home.HeldBy(b.Engine.Host(), found.Instance)
	if err != nil {
		return err
	}
	if run != "" && !force {
		return usageError{fmt.Sprintf("run %q is in progress on lab %q", run, found.Instance),
			"wait for its end, or firedrill down " + found.Instance + " --force removes the lab under it"}
	}
	a.noteRemoval(ctx, found.Instance)
	if err := stack.Remove(ctx, b.Engine, stack.LabelLab+"="+found.Instance); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "lab %q is removed\n", found.Instance)
	return b.Home.LabGone(b.Engine, found)
}

// upLab decides which lab that is up is meant: the one that is named, else the only one.
func upLab(ctx context.Context, b *bench, name string) (string, error) {
	found, err := foundLab(ctx, b, name)
	return found.Instance, err
}

// foundLab tells what is to be seen of it.
func foundLab(ctx context.Context, b *bench, name string) (stack.Found, error) {
	labs, err := stack.Labs(ctx, b.Engine)
	if err != nil {
		return stack.Found{}, err
	}
	var names []string
	for _, l := range labs {
		if l.Instance == name {
			return l, nil
		}
		names = append(names, l.Instance)
	}
	switch {
	case len(names) == 0:
		return stack.Found{}, usageError{"no lab is up", "firedrill up starts one"}
	case name != "":
		return stack.Found{}, source.Unknown("lab that is up", name, names)
	case len(names) == 1:
		return labs[0], nil
	}
	return stack.Found{}, usageError{fmt.Sprintf("more than one lab is up: %q", names), "name one of them"}
}
