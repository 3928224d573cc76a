package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"firedrill/internal/respond"
	"firedrill/stack"

	"github.com/spf13/cobra"
)

func (a *app) metricsCommand() *cobra.Command {
	var lab string
	var asJSON bool
	cmd := &cobra.Command{Use: "metrics SERVICE", GroupID: "respond", Short: "Print a service's own metrics", Args: args(1, 1, "a service"),
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.inLab(cmd.Context(), lab, func(b *bench, d *respond.Desk, found stack.Found) error {
				services, err := named(found, given[0])
				if err != nil {
					return err
				}
				in, err := inside(cmd.Context(), b)
				if err != nil {
					return err
				}
				figures, err := d.Metrics(cmd.Context(), in, services[0])
				if err != nil {
					return err
				}
				if asJSON {
					return printJSON(a.stdout, figures)
				}
				for _, name := range slices.Sorted(maps.Keys(figures)) {
					fmt.Fprintln(a.stdout, name, strconv.FormatFloat(figures[name], 'f', -1, 64))
				}
				return nil
			})
		}}
	labFlag(cmd, &lab)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}
