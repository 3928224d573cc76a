package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"firedrill/internal/respond"

	"github.com/spf13/cobra"
)

// envFlags say what is to become of a replica's variables.
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
	cmd.Flags().BoolVar(&f.json, "json", false, "print JSON")
	return cmd
}

func (a *app) env(ctx context.Context, service string, changes []string, f envFlags) error {
	if len(changes) == 0 && !f.edit {
		return a.onService(ctx, f.lab, service, func(d *respond.Desk, service string) error {
			return a.showEnv(ctx, d, service, f.json)
		})
	}
	change := func(ctx context.Context, d *respond.Desk, service string) error {
		now, err := d.Env(ctx, service)
		if err != nil {
			return err
		}
		want, err := respond.Changed(now, changes)
		if err != nil {
			return usageError{err.Error(), "NAME=VALUE sets one, NAME- takes one out"}
		}
		if f.edit {
			if want, err = a.editEnv(ctx, want); err != nil {
				return err
			}
		}
		if slices.Equal(want, now) {
			return usageError{fmt.Sprintf("%q has exactly these variables already", service), "firedrill redeploy " + service + " makes a new container of it"}
		}
		return d.SetEnv(ctx, service, want)
	}
	if !f.json {
		return a.operate(ctx, f.lab, service, "redeployed", change)
	}
	var all []map[string]string
	err := a.onServices(ctx, f.lab, service, func(d *respond.Desk, service string) error {
		if err := change(ctx, d, service); err != nil {
			return err
		}
		now, err := d.Env(ctx, service)
		all = append(all, envOf(now))
		return err
	})
	if len(all) > 0 {
		err = errors.Join(err, printEach(a.stdout, all))
	}
	return err
}

func (a *app) showEnv(ctx context.Context, d *respond.Desk, service string, asJSON bool) error {
	now, err := d.Env(ctx, service)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(a.stdout, envOf(now))
	}
	_, err = fmt.Fprintln(a.stdout, strings.Join(respond.Shown(now), "\n"))
	return err
}

// envOf are variables by their names; of a secret a digest.
func envOf(pairs []string) map[string]string {
	m := map[string]string{}
	for _, pair := range respond.Shown(pairs) {
		name, value, _ := strings.Cut(pair, "=")
		m[name] = value
	}
	return m
}

// editEnv lets the user change variables, one a line.
func (a *app) editEnv(ctx context.Context, env []string) ([]string, error) {
	text, err := a.edit(ctx, strings.Join(env, "\n")+"\n", "env")
	if err != nil {
		return nil, err
	}
	var out []string
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		name, _, ok := strings.Cut(line, "=")
		switch {
		case line == "":
		case !ok || name == "":
			return nil, usageError{fmt.Sprintf("%q is not a variable with its value", line), "write NAME=value"}
		default:
			out = append(out, line)
		}
	}
	return out, nil
}
