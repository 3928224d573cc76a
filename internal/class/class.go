// Package class models a class: several responders who play the same on-call rounds side by side. It owns who may
// take part, everyone's progress, what each responder is told, and the final table. It is pure: times are arguments,
// and callers run the labs.
package class

import (
	"fmt"
	"slices"
	"strings"

	"firedrill/internal/oncall"
	"firedrill/internal/source"
)

// Most is the maximum number of responders of a class: each has a separate lab.
const Most = 8

// Instance returns the instance name of a responder's lab. It stays the same through all rounds, so that a shell has
// to be set up only once.
func Instance(name string) string { return "class-" + name }

// CheckNames checks the names of a class's responders. The error is a source.Mistake.
func CheckNames(names []string) error {
	switch {
	case len(names) == 0:
		return source.Mistake{Message: "a class needs a responder", Hint: "firedrill class --for ann,ben"}
	case len(names) > Most:
		return source.Mistake{Message: fmt.Sprintf("%d responders are too many: a class has at most %d", len(names), Most),
			Hint: "split them into two classes, or let two share a lab"}
	}
	for i, name := range names {
		if err := oncall.CheckName(name); err != nil {
			return err
		}
		if slices.Contains(names[:i], name) {
			return source.Mistake{Message: fmt.Sprintf("duplicate responder %q", name), Hint: "give each responder a different name"}
		}
	}
	return nil
}

// Engines parses the engine of each responder's lab, from arguments like "ann=ssh://root@vm1". A bare URL is for all
// responders without an engine. Responders missing in the result use the default engine. The error is a
// source.Mistake.
func Engines(words, names []string) (map[string]string, error) {
	engines := map[string]string{}
	rest := ""
	for _, w := range words {
		name, url, ok := strings.Cut(w, "=")
		if !ok || strings.Contains(name, "://") {
			rest = w
			continue
		}
		if !slices.Contains(names, name) {
			return nil, source.Unknown("responder", name, names)
		}
		engines[name] = url
	}
	for _, name := range names {
		if engines[name] == "" && rest != "" {
			engines[name] = rest
		}
	}
	return engines, nil
}

// perProcessor is the request rate that one processor can serve: a lab at 200 requests per second needs half a
// processor.
const perProcessor = 400

// Crowded returns about how many processors the labs need at a request rate (per second, per lab), and whether that
// exceeds cpus.
func Crowded(labs int, rate float64, cpus int) (wants float64, crowded bool) {
	wants = float64(labs) * rate / perProcessor
	return wants, wants > float64(cpus)
}
