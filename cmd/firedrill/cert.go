package main

import (
	"context"
	"fmt"

	"firedrill/internal/respond"
	"firedrill/internal/source"

	"github.com/spf13/cobra"
)

func (a *app) certCommand() *cobra.Command {
	var lab string
	var asJSON bool
	cmd := &cobra.Command{Use: "cert [renew]", GroupID: "respond", Short: "Show the site's certificate, or restore the original one", Args: args(0, 1, "renew"),
		RunE: func(cmd *cobra.Command, given []string) error {
			act := firstOf(given)
			if act != "" && act != "renew" {
				return source.Unknown("act on a certificate", act, []string{"renew"})
			}
			return a.atDesk(cmd.Context(), lab, func(d *respond.Desk) error { return a.cert(cmd.Context(), d, act == "renew", asJSON) })
		}}
	labFlag(cmd, &lab)
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (a *app) cert(ctx context.Context, d *respond.Desk, renew, asJSON bool) error {
	if renew {
		now, err := d.RenewCertificate(ctx)
		if err != nil {
			return err
		}
		if !asJSON {
			_, err = fmt.Fprintln(a.stdout, now)
			return err
		}
	}
	c, err := d.Certificate(ctx)
	if err != nil {
		return err
	}
	return a.print(c, asJSON)
}
