package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"firedrill/internal/source"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// usageError is a command line that can't be meant.
type usageError struct {
	message string
	hint    string
}

func (e usageError) Error() string { return e.message }
func (e usageError) Hint() string  { return e.hint }

// flagMistake puts pflag's words into ours, and names the nearest flag.
func flagMistake(cmd *cobra.Command, err error) error {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "unknown flag: --"); ok {
		var known []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, "--"+f.Name) })
		hint := cmd.CommandPath() + " --help lists the flags"
		if len(source.Nearest("--"+name, known)) > 0 {
			hint = source.Suggest("--"+name, known)
		}
		return usageError{fmt.Sprintf("unknown flag %q of %q", "--"+name, cmd.CommandPath()), hint}
	}
	return usageError{quoteValue(text), cmd.CommandPath() + " --help lists the flags"}
}

var badValue = regexp.MustCompile(`^invalid argument ("[^"]*") for "(?:-\w, )?(--[\w-]+)" flag: (.*)$`)

// quoteValue shortens what pflag says of a value that doesn't parse.
func quoteValue(text string) string {
	if m := badValue.FindStringSubmatch(text); m != nil {
		reason := m[3]
		if i := strings.LastIndex(reason, ": "); i >= 0 {
			reason = reason[i+2:]
		}
		return fmt.Sprintf("flag %q does not take %s: %s", m[2], m[1], reason)
	}
	return text
}

// args checks how many words a command is given, and says which are meant.
func args(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, given []string) error {
		switch {
		case len(given) < least:
			return usageError{fmt.Sprintf("%q wants %s", cmd.CommandPath(), what), "usage: " + cmd.UseLine()}
		case most >= 0 && len(given) > most:
			return usageError{fmt.Sprintf("%q does not take %q", cmd.CommandPath(), given[most]), "usage: " + cmd.UseLine()}
		}
		if most >= 0 && slices.Contains(given, "") {
			return usageError{fmt.Sprintf("%q does not take an empty argument", cmd.CommandPath()), "usage: " + cmd.UseLine()}
		}
		return nil
	}
}
