package main

import (
	"context"
	"errors"
	"fmt"

	"firedrill/internal/class"
	"firedrill/internal/drill"
	"firedrill/internal/oncall"
	"firedrill/internal/oncall/console"

	"github.com/spf13/cobra"
)

func (a *app) joinCommand() *cobra.Command {
	return &cobra.Command{Use: "join NAME", GroupID: "oncall", Short: "Join a running class", Args: args(1, 1, "your name, as the instructor wrote it"),
		Long: "Opens a responder's prompt for a class that runs in another terminal of this machine. \"firedrill class\" prints the names.\n" +
			"The prompt ends with the class or at the end of input. The rounds go on without it.",
		RunE: func(cmd *cobra.Command, given []string) error { return a.join(cmd.Context(), given[0]) }}
}

// join opens a prompt on whatever round a responder is in.
func (a *app) join(ctx context.Context, name string) error {
	if err := oncall.CheckName(name); err != nil {
		return err
	}
	home, err := drill.NewHome(a.getenv)
	if err != nil {
		return err
	}
	err = console.Join(ctx, oncall.Socket(home.Rounds(), class.Instance(name)), a.console(a.stdout))
	if errors.Is(err, console.ErrNotInClass) {
		return usageError{fmt.Sprintf("no running class has a responder %q", name), "firedrill class --for " + name + " starts one"}
	}
	return err
}
