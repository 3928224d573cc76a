package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"firedrill/internal/prompt"
	"firedrill/internal/runner"
	"firedrill/internal/source"
	"firedrill/scenarios"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Verbs of a round that are no commands of firedrill in a lab.
var (
	deskVerbs    = []string{"ack", "hint", "diagnose", "resolve", "give-up"}
	promptVerbs  = []string{"help", "quit"}
	beyondRound  = "open another terminal for it, or leave with \"quit\""
	takesService = []string{"logs", "metrics", "env", "config", "limits", "network", "restart", "start", "stop", "redeploy", "exec"}
)

// roundCommands are the commands of firedrill that can be typed in a round: those that look into a lab or change it.
type roundCommands struct{ app *app }

// Invoke runs a command.
func (r roundCommands) Invoke(ctx context.Context, c runner.Command) error {
	return r.app.invoke(ctx, c)
}

func (r roundCommands) all() []*cobra.Command {
	return slices.DeleteFunc(r.app.root().Commands(), func(c *cobra.Command) bool {
		return c.Hidden || c.GroupID != "respond" && c.Name() != "status" && c.Name() != "logs"
	})
}

// Words is what can be completed in a round.
func (r roundCommands) Words(services []string) prompt.Words {
	w := prompt.Words{Services: services, Components: scenarios.Components}
	for _, m := range scenarios.Mechanisms {
		w.Mechanisms = append(w.Mechanisms, m.Name)
	}
	for _, c := range r.all() {
		v := prompt.Verb{Name: c.Name()}
		if slices.Contains(takesService, c.Name()) {
			v.Takes = prompt.TakesService
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if refusedFlag(f.Name) == "" {
				v.Flags = append(v.Flags, "--"+f.Name)
			}
		})
		w.Verbs = append(w.Verbs, v)
	}
	for _, name := range slices.Concat(deskVerbs, promptVerbs) {
		v := prompt.Verb{Name: name}
		if name == "diagnose" {
			v.Takes = prompt.TakesDiagnosis
		}
		w.Verbs = append(w.Verbs, v)
	}
	return w
}

// Check refuses what has no place in a round: other commands, other labs, and what needs a terminal of its own.
func (r roundCommands) Check(words []string, instance string) error {
	commands := r.all()
	at := slices.IndexFunc(commands, func(c *cobra.Command) bool { return c.Name() == words[0] })
	if at < 0 {
		return r.unknown(words[0], commands)
	}
	cmd := commands[at]
	err := cmd.ParseFlags(words[1:])
	if errors.Is(err, pflag.ErrHelp) {
		return nil
	}
	if err != nil {
		return flagMistake(cmd, err)
	}
	var refused error
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if f.Name == "lab" && f.Value.String() == instance {
			return
		}
		if why := refusedFlag(f.Name); why != "" {
			refused = usageError{fmt.Sprintf("flag %q is not available in a round: %s", "--"+f.Name, why), beyondRound}
		}
	})
	return refused
}

// refusedFlag says why a flag has no place in a round; empty for one that has.
func refusedFlag(name string) string {
	switch name {
	case "lab", "engine", "config", "labs", "runs", "history":
		return "commands act on the round's own lab"
	case "edit":
		return "it opens an editor"
	case "stdin":
		return "it reads the keyboard"
	}
	return ""
}

// unknown says that a word is no command of a round.
func (r roundCommands) unknown(word string, commands []*cobra.Command) error {
	for _, c := range r.app.root().Commands() {
		if c.Name() == word && !c.Hidden {
			return usageError{fmt.Sprintf("%q is not available in a round", word), beyondRound}
		}
	}
	known := slices.Concat(deskVerbs, promptVerbs)
	for _, c := range commands {
		known = append(known, c.Name())
	}
	mistake := usageError{message: fmt.Sprintf("unknown command %q", word), hint: "\"help\" lists the commands"}
	if len(source.Nearest(word, known)) > 0 {
		mistake.hint = source.Suggest(word, known)
	}
	mistake.hint = strings.TrimSuffix(mistake.hint, "\n")
	return mistake
}
