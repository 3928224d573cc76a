package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"firedrill/internal/drill"
	"firedrill/internal/oncall"
	"firedrill/internal/oncall/play"
	"firedrill/internal/source"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// oncallCommands are what a responder says in a round, from any terminal.
func (a *app) oncallCommands() []*cobra.Command {
	say := func(use, short string, most int) *cobra.Command {
		var lab string
		cmd := &cobra.Command{Use: use, GroupID: "oncall", Short: short, Args: args(0, most, "a word"),
			RunE: func(cmd *cobra.Command, given []string) error {
				return a.say(cmd.Context(), lab, append([]string{cmd.Name()}, given...))
			}}
		labFlag(cmd, &lab)
		return cmd
	}
	return []*cobra.Command{
		a.oncallCommand(), a.classCommand(), a.joinCommand(), a.mcpCommand(),
		a.roundsCommand(),
		say("ack", "Take the page of the round that goes on", 0),
		say("hint", "Take the next hint; each costs more: 5, 10, 20 points", 0),
		say("diagnose [COMPONENT MECHANISM [EVIDENCE]]", "Say what the cause is; alone it lists the words", 3),
		say("resolve", "Say that the incident is over", 0),
		say("give-up", "End the round, and see the cause and the way to it", 0),
	}
}

// say says something to the desk of a round in another process.
func (a *app) say(ctx context.Context, lab string, words []string) error {
	q, _, err := oncall.AskOf(words)
	if err != nil {
		_, err = fmt.Fprintln(a.stdout, err)
		return err
	}
	path, err := a.deskOf(lab)
	if err != nil {
		return err
	}
	answer, err := oncall.Say(ctx, path, q)
	if err != nil {
		return err
	}
	if answer.Error != "" {
		return source.Mistake{Message: answer.Error, Hint: answer.Hint}
	}
	_, err = fmt.Fprintln(a.stdout, answer.Said)
	return err
}

// deskOf finds the desk of the round that is meant.
func (a *app) deskOf(lab string) (string, error) {
	home, err := drill.NewHome(a.getenv)
	if err != nil {
		return "", err
	}
	var open []string
	entries, err := os.ReadDir(home.Rounds())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".sock"); ok {
			open = append(open, name)
		}
	}
	lab = first(lab, a.getenv(instanceVariable))
	switch {
	case lab == "" && len(open) == 1:
		lab = open[0]
	case len(open) == 0:
		return "", usageError{"no on-call round is running", "firedrill oncall begins one"}
	case lab == "":
		return "", usageError{fmt.Sprintf("more than one round is running: %q", open), "use --lab LAB"}
	}
	return oncall.Socket(home.Rounds(), lab), nil
}

// noteTyped tells the round of a lab, if there is one, what was typed by its responder.
func (a *app) noteTyped(ctx context.Context, cmd *cobra.Command, given []string) {
	if cmd.GroupID != "respond" {
		return
	}
	lab := ""
	if f := cmd.Flags().Lookup("lab"); f != nil {
		lab = f.Value.String()
	}
	path, err := a.deskOf(lab)
	if err != nil {
		return
	}
	// A round that does not hear of it goes on without.
	_, _ = oncall.Say(ctx, path, oncall.Ask{Verb: oncall.Command, Text: typedLine(cmd, given)})
}

// noteRemoval tells the round of a lab, if there is one, that the lab is about to be removed.
func (a *app) noteRemoval(ctx context.Context, instance string) {
	home, err := drill.NewHome(a.getenv)
	if err != nil {
		return
	}
	path := oncall.Socket(home.Rounds(), instance)
	// A lab without a round is removed as well.
	_, _ = oncall.Say(ctx, path, oncall.Ask{Verb: oncall.Removed})
}

// typedLine is a command as it was typed, but for the flags that say where.
func typedLine(cmd *cobra.Command, given []string) string {
	words := []string{cmd.Name()}
	dash := cmd.ArgsLenAtDash()
	for i, w := range given {
		if i == dash && dash > 0 {
			words = append(words, "--")
		}
		words = append(words, play.Quoted(w))
	}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		switch {
		case f.Name == "lab" || cmd.InheritedFlags().Lookup(f.Name) != nil:
		case f.Value.Type() == "bool" && f.Value.String() == "true":
			words = append(words, "--"+f.Name)
		default:
			words = append(words, "--"+f.Name+"="+play.Quoted(strings.Trim(f.Value.String(), "[]")))
		}
	})
	return strings.Join(words, " ")
}
