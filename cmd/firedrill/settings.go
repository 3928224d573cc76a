package main

import (
	"firedrill/internal/settings"

	"github.com/spf13/pflag"
)

// settingsFlags defines the flags that every command has.
func (a *app) settingsFlags(flags *pflag.FlagSet) {
	a.flags = flags
	settings.Flags(flags)
}

// settings reads labs.yaml, the environment and the flags. A mistake in any of them ends here, before anything starts.
func (a *app) settings() (*settings.Settings, error) { return settings.Load(a.flags) }
