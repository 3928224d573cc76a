package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"firedrill/internal/respond"
	"firedrill/internal/source"

	"github.com/spf13/cobra"
)

func (a *app) certCommand() *cobra.Command {
	var lab string
	var asJSON bool
	cmd := &cobra.Command{Use: "cert [renew]", GroupID: "respond", Short: "Show the site's certificate, or restore the original one", Args: args(0, 1, "renew"),
		RunE: func(cmd *cobra.Command, given []string) error {
			if act := firstOf(given); act != "" && act != "renew" {
				return source.Unknown("act on a certificate", act, []string{"renew"})
			}
			return a.atDesk(cmd.Context(), lab, func(d *respond.Desk) error {
				if len(given) == 0 {
					return a.showCert(cmd.Context(), d, asJSON)
				}
				now, err := d.RenewCertificate(cmd.Context())
				switch {
				case err != nil:
					return err
				case asJSON:
					return a.showCert(cmd.Context(), d, true)
				}
				_, err = fmt.Fprintln(a.stdout, now)
				return err
			})
		}}
	labFlag(cmd, &lab)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (a *app) showCert(ctx context.Context, d *respond.Desk, asJSON bool) error {
	c, err := d.Certificate(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(a.stdout, c)
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "file\t%s\nnames\t%s\nissuer\t%s\nfrom\t%s\nuntil\t%s\n", c.File, strings.Join(c.Names, " "), c.Issuer,
		c.From.UTC().Format(time.DateTime), c.Until.UTC().Format(time.DateTime))
	return w.Flush()
}
