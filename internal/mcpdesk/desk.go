// Package mcpdesk is the desk of an on-call round for an AI agent: what a person types at the prompt, an agent calls
// over the Model Context Protocol. It owns the tools with their schemas, the budgets, the paging of answers, and the
// audit log. Its caller implements what a tool does in the lab and what the round answers. This package has access
// neither to the record nor to the engine.
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

// Round is the round that is played at a desk.
type Round interface {
	// Answer passes a responder's request to the round's table.
	Answer(q oncall.Ask) oncall.Answer
	// Do runs a firedrill command in the round's lab, and writes its output to out.
	Do(ctx context.Context, words []string, out io.Writer) error
	// TimeOut times the round out. It does nothing if the round is over.
	TimeOut(why string)
}

// Options configure a desk.
type Options struct {
	Round      Round
	Version    string   // firedrill version
	Services   []string // of the lab, without the client
	Databases  []string // those of Services that accept SQL
	Mechanisms []string // mechanisms that a diagnosis may name
	Steps      int      // maximum number of calls
	Time       time.Duration
	Audit      io.Writer // receives one line of JSON per call
}

// Desk is the desk of one round.
type Desk struct {
	o      Options
	budget *budget
	shelf  *shelf
	audit  *audit
	turn   chan struct{} // held by the running verb

	begun  latch // the first tool was called
	opened latch // the lab is up
	over   latch // the round accepts no further actions
	scored latch // the debrief is ready, or will not be

	mu       sync.Mutex
	rung     latch  // the pager rang since the last incident was declared resolved
	lab      string // lab name
	messages []string
	read     int // how many of them the agent has read
	debrief  string
	failed   error
	timer    *time.Timer
}

// New creates a desk. Its round must start when Begun is closed.
func New(o Options) *Desk {
	return &Desk{o: o, budget: &budget{steps: o.Steps, time: o.Time}, shelf: &shelf{}, audit: &audit{w: o.Audit}, turn: make(chan struct{}, 1),
		begun: newLatch(), opened: newLatch(), rung: newLatch(), over: newLatch(), scored: newLatch()}
}

// Begun is closed when the agent has called its first tool.
func (d *Desk) Begun() <-chan struct{} { return d.begun.done() }

// Open reports that the lab is up, with the brief. The agent's time starts.
func (d *Desk) Open(lab, brief string) {
	d.mu.Lock()
	d.lab = lab
	d.messages = append(d.messages, oncall.Scene+" "+brief+" Nothing is known to be wrong.")
	d.timer = time.AfterFunc(d.o.Time, func() { d.timeOut(fmt.Sprintf("the agent's %s were up", d.o.Time)) })
	d.mu.Unlock()
	d.budget.begin(time.Now())
	d.opened.close()
}

// Page delivers a page.
func (d *Desk) Page(text string, at time.Time) {
	d.note(fmt.Sprintf("PAGE at %s: %s", at.Format(time.TimeOnly), text))
	d.pager().close()
}

// pager returns the latch that the next page closes.
func (d *Desk) pager() latch {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rung
}

// expect prepares for another page: the incident was declared resolved, and the round continues.
func (d *Desk) expect() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rung = newLatch()
}

// Over ends the round for the agent.
func (d *Desk) Over() {
	d.mu.Lock()
	if d.timer != nil {
		d.timer.Stop()
	}
	d.mu.Unlock()
	d.over.close()
}

// Close delivers the debrief, or why there is none. The round's lab has been removed by then.
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

// timeOut ends the round because a budget is used up.
func (d *Desk) timeOut(why string) {
	d.o.Round.TimeOut(why)
	d.note("The round is over: " + why + ".")
	d.Over()
}

func (d *Desk) note(text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.messages = append(d.messages, text)
}

// unheard reports that there is news since the agent last asked.
func (d *Desk) unheard() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.read < len(d.messages)
}

// news returns all news so far, the oldest first.
func (d *Desk) news() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.read = len(d.messages)
	return append([]string(nil), d.messages...)
}

// Errors of a desk, worded for an agent.
var (
	errNotUp   = errors.New("the lab is not up yet\nhint: page with wait_seconds waits")
	errOver    = errors.New("the round is over\nhint: debrief with wait_seconds tells how it went")
	errNotOver = errors.New("the round is not over\nhint: resolve or give_up ends it")
	errScoring = errors.New("the round is being scored\nhint: ask again with wait_seconds")
)

// ready returns an error if the lab accepts no actions now.
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
