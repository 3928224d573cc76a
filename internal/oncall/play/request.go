// Package play plays on-call rounds: it runs a round's drill, pages the responder, and scores the round when it is over.
// It prints nothing. Whoever plays is reached through a Front.
package play

import (
	"cmp"
	"fmt"
	"strings"

	"firedrill/internal/oncall"
	"firedrill/internal/source"
	"firedrill/scenarios"
)

// Request says which round is wanted, whoever plays it.
type Request struct {
	Wanted    oncall.Wanted
	Random    bool   // any drill of the library
	Seed      uint64 // 0 for a random one
	Lab       string // by name; empty for the scenario's
	Webhook   string // where the page is posted too; empty for nowhere
	As        string // the responder's name; may be empty
	Command   string // by which the round was begun; empty for oncall
	Modifiers oncall.Modifiers
}

// Library gives scenarios to choose from.
type Library struct {
	Find func(name string) (*scenarios.Scenario, error)
	All  func() ([]*scenarios.Scenario, error)
}

// Check refuses what does not go together.
func (q Request) Check() error {
	if q.Random && q.Wanted != (oncall.Wanted{}) {
		return source.Mistake{Message: "\"--random\" does not go with a name, \"--level\" or \"--hop\"", Hint: "leave one of them out"}
	}
	if q.As != "" {
		return oncall.CheckName(q.As)
	}
	return nil
}

// Again is the command that plays the same round once more.
func (q Request) Again() string {
	words := []string{"firedrill " + cmp.Or(q.Command, "oncall")}
	if q.Wanted.Name != "" {
		words = append(words, Quoted(q.Wanted.Name))
	}
	words = append(words, fmt.Sprintf("--seed %d", q.Seed))
	if q.Wanted.Level != 0 {
		words = append(words, fmt.Sprintf("--level %d", q.Wanted.Level))
	}
	for _, one := range []struct{ flag, value string }{{"hop", q.Wanted.Hop}, {"lab", q.Lab}, {"as", q.As}} {
		if one.value != "" {
			words = append(words, "--"+one.flag+" "+Quoted(one.value))
		}
	}
	for _, one := range []struct {
		flag string
		on   bool
	}{{"no-hints", q.Modifiers.NoHints}, {"noise", q.Modifiers.Noise}, {"second", q.Modifiers.Second}} {
		if one.on {
			words = append(words, "--"+one.flag)
		}
	}
	return strings.Join(words, " ")
}

// Quoted is a word as a shell would have to be given it.
func Quoted(w string) string {
	if w != "" && !strings.ContainsAny(w, " \t\n'\"\\$;|&<>()*?`") {
		return w
	}
	return "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
}
