package play

import (
	"context"
	"time"

	"firedrill/internal/drill"
	"firedrill/internal/oncall"
	"firedrill/scenarios"
)

// Events of a round's lab, and when its responder learns of them.

// shift builds the drill's shift for the round, without the steps at its end.
func (r *Round) shift(instance string) *drill.Shift {
	p := &pager{round: r, instance: instance}
	s := &drill.Shift{Quiet: r.timing.Quiet, Limit: r.timing.Page + r.timing.Limit, Over: r.Table.Over(),
		Broken: func() {
			if !r.Scenario.Control() {
				r.Table.Note(oncall.Broken, "")
			}
			p.later(r.Scenario)
		},
		Ended: func() {
			p.stop()
			if round := r.Table.Round(); !round.Over() {
				r.Table.Note(oncall.TimedOut, "")
			}
			r.tell(Over, OverText)
		}}
	if r.second != nil {
		s.Second = &drill.Second{Begin: r.Table.Halfway(), Pause: r.timing.Pause, Faults: r.second.Faults, Broken: func(err error) {
			if err != nil {
				r.Table.Note(oncall.Spared, r.second.Name+" did not come: "+err.Error())
				return
			}
			r.Table.Note(oncall.Broken, "")
			p.later(r.second)
		}}
	}
	return s
}

// pager rings some time after an injection.
type pager struct {
	round    *Round
	instance string
	timer    *time.Timer
}

func (p *pager) later(s *scenarios.Scenario) {
	p.timer = time.AfterFunc(p.round.timing.Page, func() { p.ring(s) })
}

func (p *pager) stop() { p.timer.Stop() }

func (p *pager) ring(s *scenarios.Scenario) {
	r := p.round
	r.Table.Note(oncall.Paged, s.Page)
	r.tell(oncall.Paged, s.Page)
	if r.Webhook == "" {
		return
	}
	text, err := oncall.Alert(p.instance, s.Page, time.Now())
	if err == nil {
		err = oncall.Post(context.Background(), r.Webhook, text)
	}
	if err != nil {
		r.tell("", "the webhook was not reached: "+err.Error())
	}
}
