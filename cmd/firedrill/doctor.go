package main

import (
	"context"

	"firedrill/internal/doctor"

	"github.com/spf13/cobra"
)

func (a *app) doctorCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{Use: "doctor", Short: "Check that this machine can run drills", Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd.Context(), asJSON) }}
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (a *app) doctor(ctx context.Context, asJSON bool) error {
	findings, err := a.examine(ctx)
	if perr := a.print(findings, asJSON); perr != nil {
		return perr
	}
	return err
}

func (a *app) examine(ctx context.Context) (doctor.Findings, error) {
	b, err := a.openAny(ctx)
	if none, ok := doctor.NoEngine(err); ok {
		return none, quiet{err}
	}
	if err != nil {
		return nil, err
	}
	defer b.Engine.Close()
	return doctor.Examine(ctx, b.Engine, b.Home, b.RunID)
}

// quiet is an error that was printed already. It still decides the exit code.
type quiet struct{ error }

func (q quiet) Unwrap() error { return q.error }
