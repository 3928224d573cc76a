package play

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"firedrill/internal/drill"
	"firedrill/internal/engine"
	"firedrill/internal/oncall"
	"firedrill/internal/record"
	"firedrill/stack"
)

func TestEndingOf_ClassifiesErrors(t *testing.T) {
	for want, errs := range map[string][]error{
		oncall.EndFault:       {&drill.FaultError{ID: "f", Err: errors.New("no such container")}, fmt.Errorf("x: %w", &drill.FaultError{ID: "f", Err: engine.ErrUnavailable})},
		oncall.EndBusy:        {&drill.InvalidError{Code: record.CodeMachineBusy, Why: "too busy"}, &drill.InvalidError{Code: record.CodeLoadNotHeld}},
		oncall.EndUnwell:      {&drill.InvalidError{Code: record.CodeBaselineUnhealthy}},
		oncall.EndEngine:      {&drill.InvalidError{Code: record.CodeEngineFailed}, fmt.Errorf("call: %w", engine.ErrUnavailable)},
		oncall.EndClientGone:  {fmt.Errorf("%w: %w", drill.ErrClientGone, errors.New("EOF")), &drill.InvalidError{Code: record.CodeClientGone}},
		oncall.EndInterrupted: {context.Canceled},
		oncall.EndFailed:      {errors.New("disk full")},
	} {
		for _, err := range errs {
			if got := endingOf(err); got != want {
				t.Errorf("%v: %s, want %s", err, got, want)
			}
		}
	}
}

func TestClientEnd_SaysWhoEndedTheLoad(t *testing.T) {
	box := func(service, status string) engine.Listed {
		return engine.Listed{Labels: map[string]string{stack.LabelService: service}, Status: status}
	}
	lab := []engine.Listed{box(stack.Nginx, "running"), box(stack.Postgres, "exited"), {Labels: map[string]string{}}}
	tests := map[string]struct {
		left            []engine.Listed
		byHand, removed bool
		want            string
	}{
		"killed with docker":       {lab, true, false, oncall.EndClientKilled},
		"ended by itself":          {lab, false, false, oncall.EndClientGone},
		"its stream was lost":      {append(lab, box(stack.Client, "running")), false, false, oncall.EndClientGone},
		"firedrill down":           {lab, true, true, oncall.EndRemoved},
		"everything was removed":   {nil, true, false, oncall.EndRemoved},
		"all but what has no name": {lab[2:], true, false, oncall.EndRemoved},
	}
	for name, tt := range tests {
		if got, _ := clientEnd(tt.left, tt.byHand, tt.removed); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestPlayed_Unscored(t *testing.T) {
	err := Played{Dir: "x", Debrief: oncall.Debrief{Void: &oncall.Void{Kind: oncall.VoidMachine, Reason: "too busy"}}}.Unscored()
	if _, void := errors.AsType[VoidError](errors.Join(nil, err)); !void {
		t.Errorf("of a void round: %v", err)
	}
	if err := (Played{Dir: "x"}).Unscored(); err != nil {
		t.Errorf("of a scored round: %v", err)
	}
}

func TestRequest_AgainIsTheSameRound(t *testing.T) {
	q := Request{Wanted: oncall.Wanted{Level: 2}, Seed: 7, As: "ann", Modifiers: oncall.Modifiers{Second: true}}
	if got, want := q.Again(), "firedrill oncall --seed 7 --level 2 --as ann --second"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
