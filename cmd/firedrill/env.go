package main

import (
	"context"
	"errors"
	"strings"

	"firedrill/internal/respond"

	"github.com/spf13/cobra"
)

// envFlags are the flags of env.
type envFlags struct {
	lab  string
	edit bool
	json bool
}

func (a *app) envCommand() *cobra.Command {
	var f envFlags
	cmd := &cobra.Command{Use: "env SERVICE [NAME=VALUE | NAME-]...", GroupID: "respond", Short: "Show a service's variables, or redeploy the app with others", Args: args(1, -1, "a service"),
		Long: "Without changes, prints a service's variables. Secrets are shown as digests.\n\nNAME=VALUE sets a variable of the app and NAME- removes it. The replica is redeployed with the change.",
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.env(cmd.Context(), given[0], given[1:], f)
		}}
	labFlag(cmd, &f.lab)
	cmd.Flags().BoolVar(&f.edit, "edit", false, "edit them in $EDITOR")
	jsonFlag(cmd, &f.json)
	return cmd
}

func (a *app) env(ctx context.Context, service string, changes []string, f envFlags) error {
	if len(changes) == 0 && !f.edit {
		return a.showEnv(ctx, service, f)
	}
	wanted := respond.EnvChange{Changes: changes}
	if f.edit {
		wanted.Edit = func(env []string) ([]string, error) {
			text, err := a.edit(ctx, strings.Join(env, "\n")+"\n", "env")
			if err != nil {
				return nil, err
			}
			return respond.ParseEnv(text)
		}
	}
	change := func(ctx context.Context, d *respond.Desk, service string) error {
		err := d.ChangeEnv(ctx, service, wanted)
		if errors.Is(err, respond.ErrSameEnv) {
			return usageError{err.Error(), "firedrill redeploy " + service + " makes a new container of it"}
		}
		return err
	}
	if !f.json {
		return a.operate(ctx, f.lab, service, "redeployed", change)
	}
	return a.atDesk(ctx, f.lab, func(d *respond.Desk) error {
		var all []respond.Environment
		err := d.Each(service, func(service string) error {
			err := change(ctx, d, service)
			if err == nil {
				var now respond.Environment
				now, err = d.ShownEnv(ctx, service)
				all = append(all, now)
			}
			return err
		})
		return errors.Join(err, printEach(a, all, true))
	})
}

func (a *app) showEnv(ctx context.Context, service string, f envFlags) error {
	return a.atDesk(ctx, f.lab, func(d *respond.Desk) error {
		now, err := d.ShownEnv(ctx, service)
		if err != nil {
			return err
		}
		return a.print(now, f.json)
	})
}
