// Package play plays on-call rounds: it runs a round's drill, pages the responder, and scores the round. It prints
// nothing. It reaches the responder through a Front.
package play

import (
	"cmp"
	"fmt"
	"strings"

	"firedrill/internal/oncall"
	"firedrill/internal/source"
	"firedrill/scenarios"
)

// Request describes the round to play, for any kind of responder.
type Request struct {
	Wanted    oncall.Wanted
	Random    bool   // any drill in the library
	Seed      uint64 // 0: random
	Lab       string // lab name; empty: the scenario's
	Webhook   string // URL to post the page to; empty: none
	As        string // responder's name; may be empty
	Command   string // command that started the round; empty: oncall
	Modifiers oncall.Modifiers
}

// Library provides the scenarios to choose from.
type Library struct {
	Find func(name string) (*scenarios.Scenario, error)
	All  func() ([]*scenarios.Scenario, error)
}

// Check refuses options that exclude each other.
func (q Request) Check() error {
	if q.Random && q.Wanted != (oncall.Wanted{}) {
		return source.Mistake{Message: "\"--random\" does not go with a name, \"--level\" or \"--hop\"", Hint: "leave one of them out"}
	}
	if q.As != "" {
		return oncall.CheckName(q.As)
	}
	return nil
}

// Again returns the command that repeats the same round.
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

// Quoted quotes a word for a shell if needed.
func Quoted(w string) string {
	if w != "" && !strings.ContainsAny(w, " \t\n'\"\\$;|&<>()*?`") {
		return w
	}
	return "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
}
