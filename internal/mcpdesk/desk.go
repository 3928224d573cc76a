// Package mcpdesk is the desk of an on-call round for an AI agent: what a person types at the prompt, an agent calls over
// the Model Context Protocol. It owns the tools with their schemas, the budgets, the paging of answers and the audit log.
// What a tool does in the lab, and what the round says to a responder, are its caller's: from here neither the record nor
// the engine can be reached.
package mcpdesk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"firedrill/internal/oncall"
)

// Round is what is played at a desk.
type Round interface {
	// Answer does what a responder says to the round's table.
	Answer(q oncall.Ask) oncall.Answer
	// Do runs a command of firedrill in the round's lab, and writes what it says to out.
	Do(ctx context.Context, words []string, out io.Writer) error
	// TimeOut ends the round as one whose time was up. It changes nothing where the round is over.
	TimeOut(why string)
}

// Options say what a desk offers.
type Options struct {
	Round      Round
	Version    string   // of firedrill
	Services   []string // of the lab, without the one that makes the load
	Databases  []string // those of them that speak SQL
	Mechanisms []string // that a diagnosis may name
	Steps      int      // how many calls an agent has
	Time       time.Duration
	Audit      io.Writer // takes a line of JSON for each call
}

// Desk is where an agent sits for one round.
type Desk struct {
	o      Options
	budget *budget
	shelf  *shelf
	audit  *audit
	turn   chan struct{} // held by the verb that runs

	begun  latch // a tool was called
	opened latch // the lab is up
	over   latch // nothing more can be done in the round
	scored latch // the debrief is there, or known not to come

	mu      sync.Mutex
	rung    latch  // the pager rang, since the last incident was said to be over
	lab     string // its name
	told    []string
	heard   int // how many of them the agent has asked for
	debrief string
	failed  error
	timer   *time.Timer
}

// New lays out a desk. Its round begins when Begun is closed.
func New(o Options) *Desk {
	return &Desk{o: o, budget: &budget{steps: o.Steps, time: o.Time}, shelf: &shelf{}, audit: &audit{w: o.Audit}, turn: make(chan struct{}, 1),
		begun: newLatch(), opened: newLatch(), rung: newLatch(), over: newLatch(), scored: newLatch()}
}

// Begun is closed when the agent has called its first tool.
func (d *Desk) Begun() <-chan struct{} { return d.begun.done() }

// Open says that the lab is up, and what is known. The agent's time begins.
func (d *Desk) Open(lab, brief string) {
	d.mu.Lock()
	d.lab = lab
	d.told = append(d.told, oncall.Scene+" "+brief+" Nothing is known to be wrong.")
	d.timer = time.AfterFunc(d.o.Time, func() { d.timeOut(fmt.Sprintf("the agent's %s were up", d.o.Time)) })
	d.mu.Unlock()
	d.budget.begin(time.Now())
	d.opened.close()
}

// Page says what the pager says.
func (d *Desk) Page(text string, at time.Time) {
	d.note(fmt.Sprintf("PAGE at %s: %s", at.Format(time.TimeOnly), text))
	d.pager().close()
}

// pager is what the next page closes, if it has not come.
func (d *Desk) pager() latch {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rung
}

// expect says that the incident is said to be over, and the round is not: another page may come.
func (d *Desk) expect() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rung = newLatch()
}

// Over says that nothing more can be done in the round.
func (d *Desk) Over() {
	d.mu.Lock()
	if d.timer != nil {
		d.timer.Stop()
	}
	d.mu.Unlock()
	d.over.close()
}

// Close hands out the debrief, or why there is none. The round's lab is gone by then.
func (d *Desk) Close(debrief string, err error) {
	if err != nil {
		d.note("The round failed: " + err.Error())
	}
	d.Over()
	d.mu.Lock()
	d.debrief, d.failed = debrief, err
	d.mu.Unlock()
	d.scored.close()
}

// timeOut ends the round since a budget is used up.
func (d *Desk) timeOut(why string) {
	d.o.Round.TimeOut(why)
	d.note("The round is over: " + why + ".")
	d.Over()
}

func (d *Desk) note(text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.told = append(d.told, text)
}

// unheard says that something was told since the agent last asked.
func (d *Desk) unheard() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.heard < len(d.told)
}

// news is what was told so far, the oldest first.
func (d *Desk) news() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.heard = len(d.told)
	return append([]string(nil), d.told...)
}

// Errors of a desk, in words for an agent.
var (
	errNotUp   = errors.New("the lab is not up yet\nhint: page with wait_seconds waits")
	errOver    = errors.New("the round is over\nhint: debrief with wait_seconds tells how it went")
	errNotOver = errors.New("the round is not over\nhint: resolve or give_up ends it")
	errScoring = errors.New("the round is being scored\nhint: ask again with wait_seconds")
)

// ready says whether something can be done in the lab.
func (d *Desk) ready() error {
	switch {
	case d.over.closed():
		return errOver
	case !d.opened.closed():
		return errNotUp
	}
	return nil
}

func (d *Desk) labName() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.lab
}
