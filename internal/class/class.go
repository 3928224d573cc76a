// Package class is about several responders who each play the same rounds of on call side by side: who may take part, who is
// where, what each is told, and the table in the end. It is pure: times are handed in, and labs are its caller's.
package class

import (
	"fmt"
	"slices"
	"strings"

	"firedrill/internal/oncall"
	"firedrill/internal/source"
)

// Most is how many responders a class has at most: each has a lab of their own.
const Most = 8

// Instance names the lab of a responder. It stays the same through all rounds, so that a shell is told once.
func Instance(name string) string { return "class-" + name }

// CheckNames says what is wrong with a class's responders. The error is a source.Mistake.
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

// Engines reads on which engine each responder's lab is, from words such as "ann=ssh://root@vm1"; a URL alone is for all who
// have none of their own. Who is not in the answer has the usual engine. The error is a source.Mistake.
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

// perProcessor is how many requests a second a lab answers for each processor that it wants: half of one at 200.
const perProcessor = 400

// Crowded says about how many processors so many labs want whose users come at a rate, in requests a second, and whether
// that is more than there are.
func Crowded(labs int, rate float64, cpus int) (wants float64, crowded bool) {
	wants = float64(labs) * rate / perProcessor
	return wants, wants > float64(cpus)
}
