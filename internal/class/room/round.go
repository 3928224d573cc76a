package room

import (
	"bytes"
	"context"
	"time"

	"firedrill/internal/class"
	"firedrill/internal/oncall"
	"firedrill/internal/oncall/play"
)

// round plays one round of a responder, from an empty engine to its score.
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

// triesOfRound is how often a round of a class is played that can't be judged.
const triesOfRound = 2

// once plays a round once, and says why it is void, if it is. One that is and is not the last is not counted.
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

// debriefed is what a responder who has joined reads when a round was scored.
func debriefed(end play.Played) (string, error) {
	var b bytes.Buffer
	err := end.Print(&b)
	return b.String(), err
}

// chairFront is the front of a responder in a class, whose terminals ask their desk.
type chairFront struct {
	chair *chair
	round *play.Round
}

// Open begins the round for the board, until the load begins.
func (f *chairFront) Open(at play.Place) {
	f.round.Table.Begin(time.Now())
	f.chair.Open(f.round.Table, class.Lab{Instance: at.Instance, Engine: at.Engine, Services: at.Services})
}

// Tell has the board drawn again: what there is to tell stands in the round.
func (f *chairFront) Tell(play.Notice) { f.chair.Moved() }
