package main

import (
	"bytes"
	"context"
	"time"

	"firedrill/internal/class"
	"firedrill/internal/oncall"
	"firedrill/scenarios"
)

// lesson is one round of a class, the same for all who sit in it.
type lesson struct {
	scenario, second *scenarios.Scenario // second may be nil
	seed             uint64
}

// round plays one round of a responder, from an empty engine to its score.
func (r *classroom) round(ctx context.Context, c *chair, l lesson) error {
	for try := 1; ; try++ {
		void, err := r.once(ctx, c, l, try == triesOfRound)
		if void == nil || err != nil || ctx.Err() != nil {
			return err
		}
		if try == triesOfRound {
			return voidError{*void}
		}
	}
}

// triesOfRound is how often a round of a class is played that can't be judged.
const triesOfRound = 2

// once plays a round once, and says why it is void, if it is. One that is and is not the last is not counted.
func (r *classroom) once(ctx context.Context, c *chair, l lesson, last bool) (*oncall.Void, error) {
	c.Begin(time.Now())
	one := c.app.roundWith(l.scenario, l.second, roundFlags{wanted: oncall.Wanted{Name: l.scenario.Name}, seed: l.seed, lab: r.flags.lab, as: c.Name, modifiers: r.flags.modifiers})
	one.seat = class.Instance(c.Name)
	end, err := one.play(ctx, &chairFront{chair: c, round: one})
	log := one.table.Round()
	score := class.Score{Scenario: l.scenario.Name, Seed: l.seed, Hints: log.Standing().Hints}
	if err != nil {
		score.Error = err.Error()
		c.End(score, "The round broke off.\n")
		return nil, err
	}
	void := end.debrief.Void
	end.debrief.Again = ""
	text, err := debriefed(end)
	if void != nil && !last {
		c.Again(text + "The same round begins again.\n")
		return void, err
	}
	score.Run, score.Void = end.debrief.Run, void
	if void == nil {
		score.Points = &end.debrief.Sheet.Total
	}
	c.End(score, text)
	return void, err
}

// debriefed is what a responder who has joined reads when a round was scored.
func debriefed(end played) (string, error) {
	var b bytes.Buffer
	err := printDebrief(&b, end)
	return b.String(), err
}

// chairFront is the front of a responder in a class, whose terminals ask their desk.
type chairFront struct {
	chair *chair
	round *round
}

func (f *chairFront) open(at place) {
	f.round.table.Begin(time.Now()) // for the board, until the load begins
	f.chair.Open(f.round.table, class.Lab{Instance: at.instance, Engine: f.round.bench.engine.Host(), Services: at.services})
}

// tell has the board drawn again: what there is to tell stands in the round.
func (f *chairFront) tell(notice) { f.chair.Moved() }
