package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"firedrill/chaos"
	"firedrill/internal/engine"
	"firedrill/internal/grade"
	"firedrill/internal/oncall/play"
	"firedrill/internal/record"
	"firedrill/internal/runner"
	"firedrill/internal/source"
	"firedrill/stack"
)

// Exit codes.
const (
	exitPass        = 0
	exitInternal    = 1
	exitUsage       = 2
	exitFail        = 3
	exitUnclear     = 4 // inconclusive or invalid
	exitNoEngine    = 5
	exitInterrupted = 130
)

// verdictError carries a drill's verdict to the exit code; what there is to say of it, the report has said.
type verdictError struct{ verdict grade.Verdict }

func (e verdictError) Error() string { return "verdict " + string(e.verdict) }

// exit prints an error, once, and turns it into the exit code. An answer that was cut short is an error too.
func (a *app) exit(err error) int {
	lost := a.output.lost()
	if lost == nil {
		return a.exitOf(err)
	}
	code := exitInternal
	if err != nil && !errors.Is(err, errors.Unwrap(lost)) {
		code = a.exitOf(err)
	}
	fmt.Fprintln(a.stderr, lost)
	return code
}

// exitOf prints an error and turns it into the exit code.
func (a *app) exitOf(err error) int {
	code := exitCode(err)
	a.repeats.tell(a.stderr)
	if err == nil || told(err) {
		return code
	}
	text := eachOnce(err.Error())
	if code == exitInterrupted {
		text = "interrupted"
		if a.began.Load() {
			text = "interrupted: everything was put back"
		}
		if rest := runner.Besides(err); len(rest) > 0 {
			text = "interrupted: " + strings.Join(rest, "\n")
		}
	}
	fmt.Fprintln(a.stderr, text)
	if h := hintOf(err, code); h != "" {
		fmt.Fprintln(a.stderr, "hint: "+h)
	}
	return code
}

// eachOnce leaves out the lines of an error that it has said before.
func eachOnce(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, "\n"); line != "" && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// told says that what there is to say was said already: by the report, by the doctor, or by a program that was run.
func told(err error) bool {
	if _, ok := errors.AsType[verdictError](err); ok {
		return true
	}
	if _, ok := errors.AsType[exitError](err); ok {
		return true
	}
	if _, ok := errors.AsType[play.VoidError](err); ok {
		return true
	}
	_, ok := errors.AsType[quiet](err)
	return ok
}

func exitCode(err error) int {
	if err == nil {
		return exitPass
	}
	if v, ok := errors.AsType[verdictError](err); ok {
		return verdictCode(v.verdict)
	}
	if _, ok := errors.AsType[play.VoidError](err); ok {
		return exitUnclear
	}
	if x, ok := errors.AsType[exitError](err); ok {
		return x.code
	}
	if errors.Is(err, context.Canceled) {
		return exitInterrupted
	}
	if _, ok := errors.AsType[stack.NoSubnetError](err); ok || errors.Is(err, engine.ErrUnavailable) || unmet(err) {
		return exitNoEngine
	}
	if isUsage(err) {
		return exitUsage
	}
	return exitInternal
}

// unmet says that the engine can't do what a fault needs.
func unmet(err error) bool {
	_, ok := errors.AsType[*chaos.UnmetError](err)
	return ok
}

func verdictCode(v grade.Verdict) int {
	switch v {
	case grade.Pass:
		return exitPass
	case grade.Fail:
		return exitFail
	}
	return exitUnclear
}

// isUsage says that the mistake is in what the user wrote, in a file or on the command line.
func isUsage(err error) bool {
	if _, ok := errors.AsType[source.Mistake](err); ok {
		return true
	}
	if _, ok := errors.AsType[usageError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*record.BadError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*chaos.InForceError](err); ok {
		return true
	}
	if _, ok := errors.AsType[stack.TakenError](err); ok {
		return true
	}
	_, ok := errors.AsType[*chaos.UnknownKindError](err)
	return ok
}

// hintOf finds what to type next. A mistake renders its own.
func hintOf(err error, code int) string {
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return h.Hint()
	}
	if code == exitNoEngine {
		return "firedrill doctor says what is missing and how to get it"
	}
	return ""
}
