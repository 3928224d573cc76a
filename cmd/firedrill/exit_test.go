package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"firedrill/chaos"
	"firedrill/internal/engine"
	"firedrill/internal/grade"
	"firedrill/internal/source"
)

func TestEachErrorHasItsExitCodeAndItsWords(t *testing.T) {
	tests := []struct {
		name string
		err  error
		code int
		want string // on standard error
	}{
		{"none", nil, exitPass, ""},
		{"a failed drill has been reported", verdictError{grade.Fail}, exitFail, ""},
		{"an inconclusive one", verdictError{grade.Inconclusive}, exitUnclear, ""},
		{"an invalid one", verdictError{grade.Invalid}, exitUnclear, ""},
		{"a mistake in a file", source.Mistakes{{File: "a.yaml", Line: 1, Col: 2, Message: "no", Hint: "yes"}}, exitUsage, "a.yaml:1:2: no\nhint: yes\n"},
		{"a mistake on the command line", usageError{"no", "yes"}, exitUsage, "no\nhint: yes\n"},
		{"no engine", fmt.Errorf("%w at x", engine.ErrUnavailable), exitNoEngine,
			"no container engine answers at x\nhint: firedrill doctor says what is missing and how to get it\n"},
		{"an engine that can't", &chaos.UnmetError{Kind: "k", Unmet: []chaos.Unmet{{Need: "engine:pause", Why: "no"}}}, exitNoEngine,
			"\"k\" can't be used here: engine:pause: no\nhint: firedrill faults says what this engine can do, and why not the rest\n"},
		{"interrupted", fmt.Errorf("wait: %w", context.Canceled), exitInterrupted, "interrupted\n"},
		{"interrupted, and something went wrong", errors.Join(context.Canceled, errors.New("network is left")), exitInterrupted, "interrupted: network is left\n"},
		{"anything else", errors.New("disk is full"), exitInternal, "disk is full\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			a := &app{stderr: &out, began: &atomic.Bool{}}
			if code := a.exit(tt.err); code != tt.code || out.String() != tt.want {
				t.Errorf("exit = %d, %q; want %d, %q", code, out.String(), tt.code, tt.want)
			}
		})
	}
}

func TestExit_SaysWhatWasPutBack(t *testing.T) {
	var out bytes.Buffer
	a := &app{stderr: &out, began: &atomic.Bool{}}
	a.began.Store(true)
	if code := a.exit(context.Canceled); code != exitInterrupted || out.String() != "interrupted: everything was put back\n" {
		t.Errorf("exit %d, %q", code, out.String())
	}
}

func TestArgs_RefuseAnEmptyOne(t *testing.T) {
	for _, line := range [][]string{{"down", ""}, {"up", ""}, {"limits", ""}, {"faults", ""}, {"show", ""}} {
		var out, errs bytes.Buffer
		code := run(t.Context(), line, os.Environ(), strings.NewReader(""), &out, &errs)
		if want := fmt.Sprintf("\"firedrill %s\" does not take an empty argument\nhint: ", line[0]); code != exitUsage || !strings.HasPrefix(errs.String(), want) {
			t.Errorf("%q: exit %d, %q", line, code, errs.String())
		}
	}
}
