package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"firedrill/chaos/catalogue"
	"firedrill/scenarios"
)

// tell is a word that would name a fault or its cause, in lower case.
type tell struct {
	text  string
	whole bool // it tells only where no letter or digit is next to it
}

// ourWords are those that nothing but a drill would leave in a lab.
var ourWords = []tell{{"firedrill_", false}, {"inject", false}, {"chaos", false}, {"damage", false}, {"sabotage", false}, {"fault", true}, {"in force", true}}

// telling lists the words that tell: the kinds of faults, whole or the part that no other software says, the scenarios, the
// mechanisms, and our own words. A word that real software says as well is not telling: a lock is to be found.
func telling(scenario string) []tell {
	words := slices.Clone(ourWords)
	add := func(name string) { words = append(words, tell{name, true}) }
	for _, kind := range catalogue.All().Kinds() {
		add(kind)
		if _, what, _ := strings.Cut(kind, "."); strings.Contains(what, "-") {
			add(what)
		}
	}
	for _, name := range append(scenarios.Names(), scenario) {
		add(name)
	}
	for _, m := range scenarios.Mechanisms {
		if strings.Contains(m.Name, "-") {
			add(m.Name)
		}
	}
	return words
}

// ownVariables are those by which an agent is told where the stores are. Every client of every lab has them.
const ownVariables = "FIREDRILL_"

// tellsIn are the telling words of a text, each where it first stands, with what is around it.
func tellsIn(text string, words []tell) (found []string) {
	lower := strings.ToLower(strings.ReplaceAll(text, ownVariables, ""))
	for _, w := range words {
		for from := 0; ; {
			at := strings.Index(lower[from:], w.text)
			if at < 0 {
				break
			}
			at += from
			end := at + len(w.text)
			if from = end; w.whole && (joined(lower, at-1) || joined(lower, end)) {
				continue
			}
			found = append(found, fmt.Sprintf("%q in %q", w.text, lower[max(0, at-60):min(len(lower), end+60)]))
			break
		}
	}
	return found
}

// joined says that at a place of a text there is a letter or a digit.
func joined(text string, at int) bool {
	return at >= 0 && at < len(text) && (unicode.IsLetter(rune(text[at])) || unicode.IsDigit(rune(text[at])))
}

func TestWhichWordsTell(t *testing.T) {
	words := telling("xylophone")
	for text, want := range map[string]bool{
		`"Name":"firedrill-fragile-1-packet-postgres-r"`: false, // a word as real as this one is left to whoever gives names
		"firedrill_ab12cd34|idle in transaction":         true,
		"net.delay on redis":                             true,
		"NET.DELAY":                                      true,
		"policy slow-table":                              true,
		"the scenario is db-lossy-link":                  true,
		"xylophone.yaml":                                 true,
		"postgres: slow-link":                            true,
		"Injected at 12:00":                              true,
		"fault: product":                                 true,
		"2 faults in force":                              true,
		"defaults and faultless":                         false,
		"damaged":                                        true,
		"":                                               false,
		"DefaultAddressPool, default-runtime":            false,
		"job_ab12cd34 holds AccessExclusiveLock":         false,
		"deploy shop-1 1.4.1":                            false,
		`"Status":"paused","Paused":true`:                false,
		"ip output tcp dport 6379 queue to a program":    false,
		"firedrill.lab=fragile firedrill.service=redis":  false,
		"FIREDRILL_POSTGRES_SHOP=postgres://":            false,
		"ERROR: canceling statement due to lock timeout": false,
		"limiting requests, excess: 0.4 by zone":         false,
	} {
		if got := tellsIn(text, words); len(got) > 0 != want {
			t.Errorf("%q: telling is %q, want some: %v", text, got, want)
		}
	}
}
