package main

import (
	"firedrill/internal/source"

	"github.com/spf13/cobra"
)

// root puts the commands together.
func (a *app) root() *cobra.Command {
	cmd := &cobra.Command{
		Use:           "firedrill",
		Short:         "Inject failures into a real stack, prove them, grade what users saw, and put everything back",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          unknownCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.SetIn(a.stdin)
	cmd.SetOut(a.stdout)
	cmd.SetErr(a.stderr)
	cmd.SetFlagErrorFunc(flagMistake)
	cmd.Version = versionLine()
	cmd.SetVersionTemplate("{{.Version}}\n")
	cmd.SetHelpCommand(helpCommand(cmd))
	a.settingsFlags(cmd.PersistentFlags())
	cmd.AddGroup(&cobra.Group{ID: "drill", Title: "Drills:"}, &cobra.Group{ID: "oncall", Title: "On call:"}, &cobra.Group{ID: "lab", Title: "Labs:"},
		&cobra.Group{ID: "respond", Title: "Looking into a lab, and putting it right:"},
		&cobra.Group{ID: "library", Title: "Scenarios and faults:"})
	cmd.AddCommand(
		a.runCommand(), a.gradeCommand(), a.reportCommand(), a.historyCommand(), a.compareCommand(), a.verifyCommand(),
		a.upCommand(), a.downCommand(), a.statusCommand(), a.logsCommand(), a.injectCommand(), a.revertCommand(), a.cleanCommand(),
		a.listCommand(), a.showCommand(), a.newCommand(), a.validateCommand(), a.schemaCommand(), a.faultsCommand(),
		a.doctorCommand(), a.imagesCommand(), a.versionCommand(),
		a.shopCommand(), a.agentCommand(), a.workerCommand(), a.watchdogCommand(), a.manCommand(),
	)
	cmd.AddCommand(a.respondCommands()...)
	cmd.AddCommand(a.oncallCommands()...)
	cmd.PersistentPreRun = func(cmd *cobra.Command, given []string) { a.noteTyped(cmd.Context(), cmd, given) }
	return cmd
}

// helpCommand shows the help of a command. Cobra's own ends with exit code 0 for a command that does not exist.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{Use: "help [COMMAND]", Short: "Show the help of a command",
		RunE: func(_ *cobra.Command, given []string) error {
			cmd, rest, err := root.Find(given)
			if err != nil || cmd == root && len(rest) > 0 {
				return unknownCommand(root, given)
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		}}
}

// unknownCommand names the nearest command to one that there isn't.
func unknownCommand(cmd *cobra.Command, given []string) error {
	if len(given) == 0 {
		return nil
	}
	var known []string
	for _, c := range cmd.Commands() {
		if !c.Hidden {
			known = append(known, c.Name())
		}
	}
	return source.Unknown("command", given[0], known)
}
