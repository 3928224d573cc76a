package main

import (
	"context"
	"fmt"

	"firedrill/internal/respond"

	"github.com/spf13/cobra"
)

// configFlags are the flags of config.
type configFlags struct {
	lab    string
	change respond.ConfigChange
	edit   bool
	force  bool
}

func (f configFlags) changes() bool {
	return len(f.change.Set) > 0 || f.change.File != "" || f.edit || f.change.Original
}

func (a *app) configCommand() *cobra.Command {
	var f configFlags
	cmd := &cobra.Command{Use: "config SERVICE", GroupID: "respond", Short: "Print nginx.conf, or change and reload it", Args: args(1, 1, "a service"),
		Long:    "Prints nginx.conf. A changed configuration is tested with nginx first. If nginx accepts it, nginx reloads; otherwise nothing is changed.",
		Example: "  firedrill config nginx --set 'worker_connections 16=>worker_connections 4096'\n  firedrill config nginx --original",
		RunE:    func(cmd *cobra.Command, given []string) error { return a.config(cmd.Context(), given[0], f) }}
	labFlag(cmd, &f.lab)
	cmd.Flags().StringArrayVar(&f.change.Set, "set", nil, "replace text, 'old=>new', in every place; repeatable")
	cmd.Flags().StringVar(&f.change.File, "file", "", "replace the configuration with this file")
	cmd.Flags().BoolVar(&f.edit, "edit", false, "edit it in $EDITOR")
	cmd.Flags().BoolVar(&f.change.Original, "original", false, "restore the configuration the lab started with")
	cmd.Flags().BoolVar(&f.force, "force", false, "write it even if nginx rejects it")
	return cmd
}

func (a *app) config(ctx context.Context, service string, f configFlags) error {
	if f.edit {
		f.change.Edit = func(text string) (string, error) { return a.edit(ctx, text, "nginx.conf") }
	}
	return a.atDesk(ctx, f.lab, func(d *respond.Desk) error {
		text, err := d.ChangedConfig(ctx, service, f.change)
		if err != nil {
			return err
		}
		if !f.changes() {
			_, err := fmt.Fprint(a.stdout, text)
			return err
		}
		now, err := d.SetConfig(ctx, text, f.force)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(a.stdout, now)
		return err
	})
}
