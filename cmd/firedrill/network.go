package main

import (
	"fmt"
	"text/tabwriter"

	"firedrill/chaos/packet"
	"firedrill/internal/respond"
	"firedrill/stack"

	"github.com/spf13/cobra"
)

func (a *app) networkCommand() *cobra.Command {
	var lab string
	var reset, asJSON bool
	cmd := &cobra.Command{Use: "network SERVICE", GroupID: "respond", Short: "Show or reset the packet rules in a service's network", Args: args(1, 1, "a service, or client"),
		Long: "Shows the nftables rules and queueing disciplines in a service's network namespace, like \"nft list ruleset\" and \"tc qdisc\".\nThe service \"client\" is the users' side.",
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.inLab(cmd.Context(), lab, func(b *bench, d *respond.Desk, found stack.Found) error {
				services := given
				if given[0] != stack.Client {
					var err error
					if services, err = named(found, given[0]); err != nil {
						return err
					}
				}
				in, err := inside(cmd.Context(), b)
				if err != nil {
					return err
				}
				shown, err := d.Network(cmd.Context(), in, services[0], reset)
				if err != nil {
					return err
				}
				if asJSON {
					return printJSON(a.stdout, shown)
				}
				return a.printNetwork(services[0], shown)
			})
		}}
	labFlag(cmd, &lab)
	cmd.Flags().BoolVar(&reset, "reset", false, "remove all rules first")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (a *app) printNetwork(service string, shown []packet.Shown) error {
	if len(shown) == 0 {
		_, err := fmt.Fprintf(a.stdout, "nothing is programmed in the network of %s\n", service)
		return err
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, s := range shown {
		fmt.Fprintf(w, "%s\t%s\t%d packets\n", s.Where, s.What, s.Packets)
	}
	return w.Flush()
}
