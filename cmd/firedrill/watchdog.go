package main

import (
	"context"
	"os/signal"
	"syscall"
	"time"

	"firedrill/internal/drill"
	"firedrill/internal/engine"

	"github.com/spf13/cobra"
)

// undoTime bounds the watchdog's work after its controller's death.
const undoTime = 2 * time.Minute

// watchdogCommand watches over a run from another process: when the pipe on its standard input closes without a goodbye,
// it undoes what stands in the journal.
func (a *app) watchdogCommand() *cobra.Command {
	var host string
	cmd := &cobra.Command{Use: "watchdog JOURNAL", Short: "Clean up a run whose controller died", Hidden: true, Args: args(1, 1, "a journal"),
		RunE: func(cmd *cobra.Command, given []string) error {
			// Ctrl-C is meant for the controller: the watchdog ends with its pipe.
			signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
			if !drill.Watch(a.stdin) {
				return nil
			}
			return a.takeOver(host, given[0])
		}}
	cmd.Flags().StringVar(&host, "engine", "", "engine of the run")
	return cmd
}

func (a *app) takeOver(host, path string) error {
	ctx, cancel := context.WithTimeout(context.Background(), undoTime)
	defer cancel()
	home, err := drill.NewHome(a.getenv)
	if err != nil {
		return err
	}
	journal, err := drill.TakeOver(ctx, path, drill.ByWatchdog)
	if err != nil {
		return err
	}
	e, err := engine.Open(ctx, host)
	if err != nil {
		journal.Failed(err)
		return err
	}
	defer e.Close()
	e.OnRepeat(journal.Repeated)
	owner, ok := journal.Owner()
	if err := drill.Undo(ctx, e, journal); err != nil || !ok {
		return err
	}
	return home.Drop(owner.Run)
}
