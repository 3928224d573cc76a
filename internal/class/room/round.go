package room

import (
	"bytes"
	"context"
	"time"

	"firedrill/internal/class"
	"firedrill/internal/oncall"
	"firedrill/internal/oncall/play"
)

// round plays one round of a responder, from the start of the lab to the score.
func (r *classroom) round(ctx context.Context, c *chair, l Lesson) error {
	for try := 1; ; try++ {
		void, err := r.once(ctx, c, l, try == triesOfRound)
		if void == nil || err != nil || ctx.Err() != nil {
			return err
		}
		if try == triesOfRound {
			return play.VoidError{Void: *void}
		}
	}
}

// triesOfRound is how often a class plays a round that is void.
const triesOfRound = 2

// once plays a round once, and returns why it is void, if it is. A void round is only counted on the last try.
func (r *classroom) once(ctx context.Context, c *chair, l Lesson, last bool) (*oncall.Void, error) {
	c.Begin(time.Now())
	one := play.New(c.runner, l.Scenario, l.Second, play.Request{Wanted: oncall.Wanted{Name: l.Scenario.Name}, Seed: l.Seed, Lab: r.Lab, As: c.Name, Modifiers: r.Modifiers})
	one.Seat, one.Remember = class.Instance(c.Name), r.Remember
	end, err := one.Play(ctx, &chairFront{chair: c, round: one})
	log := one.Table.Round()
	score := class.Score{Scenario: l.Scenario.Name, Seed: l.Seed, Hints: log.Standing().Hints}
	if err != nil {
		score.Error = err.Error()
		c.End(score, "The round broke off.\n")
		return nil, err
	}
	void := end.Debrief.Void
	end.Debrief.Again = ""
	text, err := debriefed(end)
	if void != nil && !last {
		c.Again(text + "The same round begins again.\n")
		return void, err
	}
	score.Run, score.Void = end.Debrief.Run, void
	if void == nil {
		score.Points = &end.Debrief.Sheet.Total
	}
	c.End(score, text)
	return void, err
}

// debriefed returns the text for a joined responder after a scored round.
func debriefed(end play.Played) (string, error) {
	var b bytes.Buffer
	err := end.Print(&b)
	return b.String(), err
}

// chairFront is the front of a responder in a class. The responder's terminals ask the desk.
type chairFront struct {
	chair *chair
	round *play.Round
}

// Open starts the round for the board before the load starts.
func (f *chairFront) Open(at play.Place) {
	f.round.Table.Begin(time.Now())
	f.chair.Open(f.round.Table, class.Lab{Instance: at.Instance, Engine: at.Engine, Services: at.Services})
}

// Tell redraws the board: the notice itself is part of the round.
func (f *chairFront) Tell(play.Notice) { f.chair.Moved() }
