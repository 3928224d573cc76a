package main

import (
	"context"

	"firedrill/internal/labs"
	"firedrill/internal/respond"
	"firedrill/stack"

	"github.com/spf13/cobra"
)

// instanceVariable names the lab that is meant where no --lab does, so that a shell can be given one lab to act on.
const instanceVariable = "FIREDRILL_INSTANCE"

// respondCommands are those by which a person looks into a lab and puts it right.
func (a *app) respondCommands() []*cobra.Command {
	return []*cobra.Command{
		a.topCommand(), a.usersCommand(), a.metricsCommand(), a.traceCommand(), a.changesCommand(), a.networkCommand(), a.sqlCommand(), a.redisCommand(), a.execCommand(),
		a.restartCommand(), a.startCommand(), a.stopCommand(), a.redeployCommand(), a.envCommand(), a.configCommand(), a.certCommand(), a.limitsCommand(),
	}
}

// labFlag adds the flag that names a lab that is up.
func labFlag(cmd *cobra.Command, lab *string) {
	cmd.Flags().StringVar(lab, "lab", "", "the lab (default: the one that is up, or $"+instanceVariable+")")
}

// inLab opens the engine, finds the lab that is meant, and does something there.
func (a *app) inLab(ctx context.Context, lab string, do func(*bench, stack.Found) error) error {
	b, err := a.openAny(ctx)
	if err != nil {
		return err
	}
	defer b.Engine.Close()
	found, err := labs.Find(ctx, b.Engine, first(lab, a.getenv(instanceVariable)))
	if err != nil {
		return err
	}
	return do(b, found)
}

// atDesk does something as a responder in the lab that is meant.
func (a *app) atDesk(ctx context.Context, lab string, do func(*respond.Desk) error) error {
	return a.inLab(ctx, lab, func(b *bench, found stack.Found) error {
		return do(respond.Open(respond.Request{Engine: b.Engine, Lab: found, Run: b.RunID, Note: b.Home.Tell(found.Run)}))
	})
}
