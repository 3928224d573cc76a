package main

import (
	"firedrill/internal/respond"

	"github.com/spf13/cobra"
)

func (a *app) networkCommand() *cobra.Command {
	var lab string
	var reset, asJSON bool
	cmd := &cobra.Command{Use: "network SERVICE", GroupID: "respond", Short: "Show or reset the packet rules in a service's network", Args: args(1, 1, "a service, or client"),
		Long: "Shows the nftables rules and queueing disciplines in a service's network namespace, like \"nft list ruleset\" and \"tc qdisc\".\nThe service \"client\" is the users' side.",
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.atDesk(cmd.Context(), lab, func(d *respond.Desk) error {
				found, err := d.PacketRules(cmd.Context(), given[0], reset)
				switch {
				case err != nil:
					return err
				case asJSON:
					return printJSON(a.stdout, found.Rules)
				}
				return found.Text(a.stdout)
			})
		}}
	labFlag(cmd, &lab)
	cmd.Flags().BoolVar(&reset, "reset", false, "remove all rules first")
	jsonFlag(cmd, &asJSON)
	return cmd
}
