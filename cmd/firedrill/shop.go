package main

import (
	"firedrill/stack/shop"

	"github.com/spf13/cobra"
)

// shopCommand plays the app under test. It runs in a lab's container, and says there that it is a shop.
func (a *app) shopCommand() *cobra.Command {
	return &cobra.Command{Use: "shop", Short: "Run the app under test inside a lab container", Hidden: true, Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return shop.Run(cmd.Context(), a.environ, a.stdout, a.stderr)
		}}
}
