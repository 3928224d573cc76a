package main

import (
	"fmt"

	"firedrill/internal/respond"

	"github.com/spf13/cobra"
)

// exitError carries the exit code of a program that exec ran.
type exitError struct{ code int }

func (e exitError) Error() string { return fmt.Sprintf("exit code %d", e.code) }

func (a *app) execCommand() *cobra.Command {
	var lab, user string
	var stdin bool
	cmd := &cobra.Command{Use: "exec SERVICE -- PROGRAM [ARGS...]", GroupID: "respond", Short: "Run a program in a service's container", Args: args(2, -1, "a service and a program"),
		Long: "Runs a program in a service's container and exits with its exit code. The app's container has no shell; it contains\nonly the app, /firedrill.",
		RunE: func(cmd *cobra.Command, given []string) error {
			program := given[1:]
			if program[0] == "--" {
				program = program[1:]
			}
			if len(program) == 0 {
				return usageError{fmt.Sprintf("%q wants a program", cmd.CommandPath()), "usage: " + cmd.UseLine()}
			}
			return a.atDesk(cmd.Context(), lab, func(d *respond.Desk) error {
				p := respond.Program{Words: program, User: user, Stdout: a.stdout, Stderr: a.stderr}
				if stdin {
					p.Stdin = a.stdin
				}
				code, err := d.Exec(cmd.Context(), given[0], p)
				if err == nil && code != 0 {
					err = exitError{code}
				}
				return err
			})
		}}
	labFlag(cmd, &lab)
	cmd.Flags().StringVarP(&user, "user", "u", "", "user to run as (default: the service's)")
	cmd.Flags().BoolVarP(&stdin, "stdin", "i", false, "pass standard input to the program")
	cmd.Flags().SetInterspersed(false) // what follows is the program's
	return cmd
}
