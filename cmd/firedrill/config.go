package main

import (
	"context"
	"fmt"

	"firedrill/internal/regular"
	"firedrill/internal/respond"
	"firedrill/internal/source"
	"firedrill/stack"

	"github.com/spf13/cobra"
)

// configFlags say what is to become of a service's configuration.
type configFlags struct {
	lab      string
	set      []string
	file     string
	edit     bool
	original bool
	force    bool
}

func (f configFlags) changes() bool { return len(f.set) > 0 || f.file != "" || f.edit || f.original }

func (a *app) configCommand() *cobra.Command {
	var f configFlags
	cmd := &cobra.Command{Use: "config SERVICE", GroupID: "respond", Short: "Print nginx.conf, or change and reload it", Args: args(1, 1, "a service"),
		Long:    "Prints nginx.conf. A changed configuration is tested with nginx first. If nginx accepts it, nginx reloads; otherwise nothing is changed.",
		Example: "  firedrill config nginx --set 'worker_connections 16=>worker_connections 4096'\n  firedrill config nginx --original",
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.onService(cmd.Context(), f.lab, given[0], func(d *respond.Desk, service string) error {
				if service != stack.Nginx {
					return usageError{fmt.Sprintf("%q has no file of configuration", service), "firedrill env shows the app's, firedrill redis CONFIG GET '*' and firedrill sql 'SHOW ALL' those of the stores"}
				}
				return a.config(cmd.Context(), d, f)
			})
		}}
	labFlag(cmd, &f.lab)
	cmd.Flags().StringArrayVar(&f.set, "set", nil, "replace text, 'old=>new', in every place; repeatable")
	cmd.Flags().StringVar(&f.file, "file", "", "replace the configuration with this file")
	cmd.Flags().BoolVar(&f.edit, "edit", false, "edit it in $EDITOR")
	cmd.Flags().BoolVar(&f.original, "original", false, "restore the configuration the lab started with")
	cmd.Flags().BoolVar(&f.force, "force", false, "write it even if nginx rejects it")
	return cmd
}

func (a *app) config(ctx context.Context, d *respond.Desk, f configFlags) error {
	text, err := a.wantedConfig(ctx, d, f)
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
}

// wantedConfig is the configuration as it stands, with what is to be changed.
func (a *app) wantedConfig(ctx context.Context, d *respond.Desk, f configFlags) (text string, err error) {
	switch {
	case f.file != "" && f.original:
		return "", usageError{"a file and the original are two texts: --file and --original exclude one another", "give one of them"}
	case f.file != "":
		var data []byte
		if data, err = regular.Read(f.file); err != nil {
			return "", source.Unreadable(f.file, err)
		}
		text = string(data)
	case f.original:
		text, err = d.OriginalConfig(ctx)
	default:
		text, err = d.Config(ctx)
	}
	if err != nil {
		return "", err
	}
	if text, err = respond.Replaced(text, f.set); err != nil {
		return "", usageError{err.Error(), "--set 'old=>new'"}
	}
	if f.edit {
		return a.edit(ctx, text, "nginx.conf")
	}
	return text, nil
}
