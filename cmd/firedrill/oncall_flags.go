package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"firedrill/chaos/catalogue"
	"firedrill/internal/oncall"
	"firedrill/scenarios"

	"github.com/spf13/cobra"
)

// roundFlags say which round is wanted, whoever plays it.
type roundFlags struct {
	wanted  oncall.Wanted
	random  bool
	seed    uint64
	lab     string
	webhook string
	as      string // the responder's name; may be empty
	command string // by which the round was begun; empty for oncall

	modifiers oncall.Modifiers
}

func (f *roundFlags) define(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.random, "random", false, "choose any drill (default unless a name, level or hop is given)")
	cmd.Flags().IntVar(&f.wanted.Level, "level", 0, "choose drills of this level, 1 to 5")
	cmd.Flags().StringVar(&f.wanted.Hop, "hop", "", "choose drills of this hop")
	cmd.Flags().Uint64Var(&f.seed, "seed", 0, "random seed (default: random)")
	cmd.Flags().StringVar(&f.lab, "lab", "", "the lab (default: the scenario's)")
	cmd.Flags().StringVar(&f.webhook, "webhook", "", "also send the page to this URL, in Alertmanager format")
	cmd.Flags().StringVar(&f.as, "as", "", "responder name to keep in the history")
	harderBy(cmd, &f.modifiers)
	_ = cmd.RegisterFlagCompletionFunc("hop", cobra.FixedCompletions(scenarios.Hops, cobra.ShellCompDirectiveNoFileComp))
}

// harderBy are the flags that make a round harder.
func harderBy(cmd *cobra.Command, m *oncall.Modifiers) {
	cmd.Flags().BoolVar(&m.NoHints, "no-hints", false, "disable hints")
	cmd.Flags().BoolVar(&m.Noise, "noise", false, "add harmless background activity: jobs in the stores, a port scanner")
	cmd.Flags().BoolVar(&m.Second, "second", false, "start a second incident after the first is resolved")
}

// again is the command that plays the same round once more.
func (f roundFlags) again() string {
	words := []string{"firedrill " + cmp.Or(f.command, "oncall")}
	if f.wanted.Name != "" {
		words = append(words, quotedWord(f.wanted.Name))
	}
	words = append(words, fmt.Sprintf("--seed %d", f.seed))
	if f.wanted.Level != 0 {
		words = append(words, fmt.Sprintf("--level %d", f.wanted.Level))
	}
	for _, one := range []struct{ flag, value string }{{"hop", f.wanted.Hop}, {"lab", f.lab}, {"as", f.as}} {
		if one.value != "" {
			words = append(words, "--"+one.flag+" "+quotedWord(one.value))
		}
	}
	for _, one := range []struct {
		flag string
		on   bool
	}{{"no-hints", f.modifiers.NoHints}, {"noise", f.modifiers.Noise}, {"second", f.modifiers.Second}} {
		if one.on {
			words = append(words, "--"+one.flag)
		}
	}
	return strings.Join(words, " ")
}

// roundOf picks the scenario of a round.
func (a *app) roundOf(f roundFlags) (*scenarios.Scenario, error) {
	if f.wanted.Name != "" {
		return a.scenario(f.wanted.Name)
	}
	all, err := a.library()
	if err != nil {
		return nil, err
	}
	if f.modifiers.Second {
		all = oncall.Followed(all)
	}
	s, err := oncall.Pick(all, f.wanted, f.seed)
	if errors.Is(err, oncall.ErrNone) {
		return nil, usageError{err.Error(), "firedrill list shows hops and levels"}
	}
	return s, err
}

// disguised gives a round without an incident a page that does not say so.
func (a *app) disguised(s *scenarios.Scenario, seed uint64) (*scenarios.Scenario, error) {
	if !s.Control() {
		return s, nil
	}
	all, err := a.library()
	return oncall.Disguised(all, s, seed), err
}

// secondOf picks the scenario of a round's second incident; nil where there is to be none.
func (a *app) secondOf(s *scenarios.Scenario, f roundFlags) (*scenarios.Scenario, error) {
	if !f.modifiers.Second || s.Control() {
		return nil, nil
	}
	all, err := a.library()
	if err != nil {
		return nil, err
	}
	second, err := oncall.Follower(all, s, f.seed)
	if errors.Is(err, oncall.ErrNone) {
		return nil, usageError{fmt.Sprintf("no drill of the library can follow %q", s.Name), "leave out \"--second\", or take another drill"}
	}
	return second, err
}

func (a *app) library() ([]*scenarios.Scenario, error) {
	return scenarios.Library(faultIndex{catalogue.All()})
}
