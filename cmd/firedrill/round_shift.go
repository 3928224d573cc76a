package main

import (
	"context"
	"time"

	"firedrill/internal/drill"
	"firedrill/internal/oncall"
	"firedrill/scenarios"
)

// What happens in a round's lab, and when its responder hears of it.

// shift is the round as its drill sees it, but for what is typed at its end.
func (r *round) shift(instance string) *drill.Shift {
	p := &pager{round: r, instance: instance}
	s := &drill.Shift{Quiet: r.timing.Quiet, Limit: r.timing.Page + r.timing.Limit, Over: r.table.Over(),
		Broken: func() {
			if !r.scenario.Control() {
				r.table.Note(oncall.Broken, "")
			}
			p.later(r.scenario)
		},
		Ended: func() {
			p.stop()
			if round := r.table.Round(); !round.Over() {
				r.table.Note(oncall.TimedOut, "")
			}
			r.tell(roundOver, overText)
		}}
	if r.second != nil {
		s.Second = &drill.Second{Begin: r.table.Halfway(), Pause: r.timing.Pause, Faults: r.second.Faults, Broken: func(err error) {
			if err != nil {
				r.table.Note(oncall.Spared, r.second.Name+" did not come: "+err.Error())
				return
			}
			r.table.Note(oncall.Broken, "")
			p.later(r.second)
		}}
	}
	return s
}

// pager rings some time after something broke.
type pager struct {
	round    *round
	instance string
	timer    *time.Timer
}

func (p *pager) later(s *scenarios.Scenario) {
	p.timer = time.AfterFunc(p.round.timing.Page, func() { p.ring(s) })
}

func (p *pager) stop() { p.timer.Stop() }

func (p *pager) ring(s *scenarios.Scenario) {
	r := p.round
	r.table.Note(oncall.Paged, s.Page)
	r.tell(oncall.Paged, s.Page)
	if r.flags.webhook == "" {
		return
	}
	text, err := oncall.Alert(p.instance, s.Page, time.Now())
	if err == nil {
		err = oncall.Post(context.Background(), r.flags.webhook, text)
	}
	if err != nil {
		r.tell("", "the webhook was not reached: "+err.Error())
	}
}
