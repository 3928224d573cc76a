package main

import (
	"context"
	"errors"

	"firedrill/internal/respond"
	"firedrill/internal/source"
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

// labFlag adds the flag that names a lab which is up.
func labFlag(cmd *cobra.Command, lab *string) {
	cmd.Flags().StringVar(lab, "lab", "", "the lab (default: the one that is up, or $"+instanceVariable+")")
}

// atDesk opens the engine and the lab that is meant, and has something done there.
func (a *app) atDesk(ctx context.Context, lab string, do func(*respond.Desk) error) error {
	return a.inLab(ctx, lab, func(_ *bench, d *respond.Desk, _ stack.Found) error { return do(d) })
}

// onService does so with a service of the lab.
func (a *app) onService(ctx context.Context, lab, service string, do func(d *respond.Desk, service string) error) error {
	return a.inLab(ctx, lab, func(_ *bench, d *respond.Desk, found stack.Found) error {
		services, err := named(found, service)
		if err != nil {
			return err
		}
		return do(d, services[0])
	})
}

// onServices does so with each service that a word means: "shop" is all replicas.
func (a *app) onServices(ctx context.Context, lab, service string, do func(d *respond.Desk, service string) error) error {
	return a.inLab(ctx, lab, func(_ *bench, d *respond.Desk, found stack.Found) error {
		services, err := named(found, service)
		for _, s := range services {
			err = errors.Join(err, do(d, s))
		}
		return err
	})
}

func (a *app) inLab(ctx context.Context, lab string, do func(*bench, *respond.Desk, stack.Found) error) error {
	b, err := a.openAny(ctx)
	if err != nil {
		return err
	}
	defer b.Engine.Close()
	found, err := foundLab(ctx, b, first(lab, a.getenv(instanceVariable)))
	if err != nil {
		return err
	}
	return do(b, respond.New(b.Engine, found.Instance, b.Home.Tell(found.Run)), found)
}

// joined is what a command needs to look at a lab from inside: a run of its own, and the image that its agents are made of.
func inside(ctx context.Context, b *bench) (respond.Inside, error) {
	self, err := stack.SupplySelf(ctx, b.Engine, "")
	return respond.Inside{Run: b.RunID, Self: self.Ref}, err
}

// named are the services of a lab that a word means.
func named(found stack.Found, word string) ([]string, error) {
	services, known := found.Named(word)
	if len(services) == 0 {
		return nil, source.Unknown("service", word, known)
	}
	return services, nil
}
