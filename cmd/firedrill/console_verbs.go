package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"firedrill/internal/prompt"
	"firedrill/internal/source"
	"firedrill/scenarios"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// roundHelp is what "help" says at the prompt of a round.
const roundHelp = `Find what broke, fix it, and show that it holds.

  look     status, top, users, changes, cert
           logs, metrics, env, config, limits, network SERVICE; trace REQUEST
  ask      sql STATEMENT; redis COMMAND; exec SERVICE -- PROGRAM
  change   restart, start, stop, redeploy SERVICE; sql, redis, env, config,
           limits, network and cert change things too
  page     ack, hint, diagnose COMPONENT MECHANISM [EVIDENCE], resolve, give-up
  leave    quit

"help COMMAND" explains a command. "diagnose" alone lists its words.
Output can be piped to grep, head, tail and wc, such as: logs nginx | grep 502
In a terminal Tab completes, the arrow keys recall lines, and Ctrl-C ends a
running command. Commands work in any other terminal too.
`

// Verbs of a round that are no commands of firedrill in a lab.
var (
	deskVerbs    = []string{"ack", "hint", "diagnose", "resolve", "give-up"}
	promptVerbs  = []string{"help", "quit"}
	beyondRound  = "open another terminal for it, or leave with \"quit\""
	takesService = []string{"logs", "metrics", "env", "config", "limits", "network", "restart", "start", "stop", "redeploy", "exec"}
)

// roundCommands are the commands of firedrill that can be typed in a round: those that look into a lab or change it.
func (a *app) roundCommands() []*cobra.Command {
	return slices.DeleteFunc(a.root().Commands(), func(c *cobra.Command) bool {
		return c.Hidden || c.GroupID != "respond" && c.Name() != "status" && c.Name() != "logs"
	})
}

// roundWords is what can be completed in a round.
func (a *app) roundWords(services []string) prompt.Words {
	w := prompt.Words{Services: services, Components: scenarios.Components}
	for _, m := range scenarios.Mechanisms {
		w.Mechanisms = append(w.Mechanisms, m.Name)
	}
	for _, c := range a.roundCommands() {
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

// checkRoundLine refuses what has no place in a round: other commands, other labs, and what needs a terminal of its own.
func (a *app) checkRoundLine(words []string, instance string) error {
	commands := a.roundCommands()
	at := slices.IndexFunc(commands, func(c *cobra.Command) bool { return c.Name() == words[0] })
	if at < 0 {
		return a.noRoundCommand(words[0], commands)
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

// noRoundCommand says that a word is no command of a round.
func (a *app) noRoundCommand(word string, commands []*cobra.Command) error {
	for _, c := range a.root().Commands() {
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
