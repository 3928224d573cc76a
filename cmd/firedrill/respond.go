package main

import (
	"context"

	"firedrill/internal/labs"
	"firedrill/internal/respond"

	"github.com/spf13/cobra"
)

// instanceVariable names the lab to act on if there is no --lab, so that a shell can be given one lab.
const instanceVariable = "FIREDRILL_INSTANCE"

// respondCommands are the commands that inspect and repair a lab.
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

// inLab opens the engine, finds the named lab that is up, else the only one, and acts on it.
func (a *app) inLab(ctx context.Context, lab string, do func(*labs.Lab) error) error {
	b, err := a.openAny(ctx)
	if err != nil {
		return err
	}
	defer b.Engine.Close()
	l, err := labs.Find(ctx, b, first(lab, a.getenv(instanceVariable)))
	if err != nil {
		return err
	}
	return do(l)
}

// atDesk does so as a responder in the lab.
func (a *app) atDesk(ctx context.Context, lab string, do func(*respond.Desk) error) error {
	return a.inLab(ctx, lab, func(l *labs.Lab) error {
		return do(respond.Open(respond.Request{Engine: l.Bench.Engine, Lab: l.Found, Run: l.Bench.RunID, Note: l.Bench.Home.Tell(l.Found.Run)}))
	})
}
