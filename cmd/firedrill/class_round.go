package main

import (
	"bytes"
	"context"
	"time"

	"firedrill/internal/class"
	"firedrill/scenarios"
)

// lesson is one round of a class, the same for all who sit in it.
type lesson struct {
	scenario, second *scenarios.Scenario // second may be nil
	seed             uint64
}

// round plays one round of a responder, from an empty engine to its score.
func (r *classroom) round(ctx context.Context, c *chair, l lesson) error {
	c.Begin(time.Now())
	one := c.app.roundWith(l.scenario, l.second, roundFlags{seed: l.seed, lab: r.flags.lab, as: c.Name, modifiers: r.flags.modifiers})
	one.seat = class.Instance(c.Name)
	end, err := one.play(ctx, &chairFront{chair: c, round: one})
	log := one.table.Round()
	score := class.Score{Scenario: l.scenario.Name, Seed: l.seed, Hints: log.Standing().Hints}
	if err != nil {
		score.Error = err.Error()
		c.End(score, "The round broke off.\n")
		return err
	}
	score.Run, score.Points = end.debrief.Run, &end.debrief.Sheet.Total
	text, err := debriefed(end)
	c.End(score, text)
	return err
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
	f.chair.Open(f.round.table, class.Lab{Instance: at.instance, Engine: f.round.bench.engine.Host()})
}

// tell has the board drawn again: what there is to tell stands in the round.
func (f *chairFront) tell(notice) { f.chair.Moved() }
