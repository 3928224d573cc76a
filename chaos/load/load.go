// Package load holds the faults that send traffic of their own to the site, beside its users'.
package load

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/poll"
	"firedrill/internal/record"
	"firedrill/internal/stubstatus"
)

const (
	// loadProofTime bounds the proofs: a busy site first works off its queue.
	loadProofTime = 20 * time.Second
	// loadSpan is the time over which the crowd and the site are counted.
	loadSpan = 600 * time.Millisecond
)

// besideUsers is the part of the manual that all kinds of the family share.
const besideUsers = "The crowd comes from where the users are, to the same name and over TLS, and is not part of the record: its effect on the " +
	"users shows in their own requests. All crowds together send at most 2000 requests a second over at most 2000 connections."

// atSite is the target of all kinds of this family.
type atSite struct {
	On string `param:"on" default:"nginx" doc:"where the crowd goes: the site, served by nginx"`
}

func (a *atSite) Validate() []chaos.Problem { return chaos.OnlyBalancer(a.On) }

// kind defines a kind of this family.
type kind interface {
	Validate() []chaos.Problem
	pressure() chaos.Pressure
	proof(crowdSeen) chaos.Proof
	// still reports whether the site still shows the load after the crowd has ended.
	still(crowdSeen) bool
}

// fault sends a crowd to the lab's site.
type fault struct{ kind }

// Parameters returns the struct of the kind.
func (f fault) Parameters() any { return f.kind }

// planned is what the journal holds of a fault.
type planned struct {
	ID    string   `json:"id"`
	Asked float64  `json:"asked"` // visits a second
	Base  siteFlow `json:"base"`
	Page  float64  `json:"page"` // seconds that a user's page took
}

// Plan names the crowd, and measures the site without it.
func (f fault) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	if _, err := t.Running(ctx, chaos.Balancer); err != nil {
		return nil, err
	}
	u := planned{ID: chaos.NewID()}
	seen, err := f.look(ctx, t, u)
	if err != nil {
		return nil, err
	}
	if !seen.flow().Known {
		return nil, errors.New("the lab's nginx does not tell what it has to do, at " + chaos.NginxStatus)
	}
	p := f.pressure()
	u.Asked = p.Rate
	if p.Rate == 0 && p.Count == 0 {
		if seen.after.crowd.Users == 0 {
			return nil, errors.New(`no load is running whose users a crowd could go by: say how many visits there are to be, as in "rate: 100/s"`)
		}
		u.Asked = seen.after.crowd.Users * p.Times
	}
	u.Base, u.Page = seen.flow(), seen.after.page.Took.Seconds()
	return json.Marshal(u)
}

// Inject starts the crowd.
func (f fault) Inject(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	u, err := readUndo(undo)
	if err != nil {
		return err
	}
	return t.Traffic.Start(ctx, u.ID, f.pressure())
}

// Prove counts what the crowd sends and what the site receives.
func (f fault) Prove(ctx context.Context, t *chaos.Target, undo chaos.Undo) chaos.Proof {
	u, err := readUndo(undo)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	seen, err := f.look(ctx, t, u)
	switch {
	case err != nil:
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	case !seen.after.crowd.There:
		return chaos.Proof{Mechanism: record.Check{Saw: "no crowd is there"}}
	}
	return f.proof(seen)
}

// Revert stops the crowd.
func (f fault) Revert(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	u, err := readUndo(undo)
	if err != nil {
		return err
	}
	return t.Traffic.Stop(ctx, u.ID)
}

// Gone checks that there is no crowd, that the site shows none, and that users are served.
func (f fault) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	u, err := readUndo(undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	seen, err := f.look(ctx, t, u)
	switch {
	case err != nil:
		return record.Check{Saw: err.Error()}
	case seen.after.crowd.There:
		return record.Check{Saw: "the crowd is there: " + seen.made()}
	case !seen.flow().Known || f.still(seen):
		return record.Check{Saw: "the crowd is gone, but " + seen.flow().String()}
	}
	return t.AlsoServed(ctx, chaos.Balancer, "the crowd is gone, "+seen.flow().String())
}

// readUndo reads an undo.
func readUndo(undo chaos.Undo) (planned, error) {
	var u planned
	if err := json.Unmarshal(undo, &u); err != nil {
		return u, fmt.Errorf("undo: %w", err)
	}
	return u, nil
}

// look counts twice, and requests a page as a user does.
func (f fault) look(ctx context.Context, t *chaos.Target, u planned) (crowdSeen, error) {
	seen := crowdSeen{pressure: f.pressure(), undo: u}
	var err error
	if seen.before, err = lookOnce(ctx, t, u.ID); err != nil {
		return seen, err
	}
	poll.Sleep(ctx, loadSpan)
	seen.after, err = lookOnce(ctx, t, u.ID)
	return seen, err
}

// lookOnce counts the crowd and the site. If nginx does not answer, it may have no connection left for the count.
func lookOnce(ctx context.Context, t *chaos.Target, id string) (siteLook, error) {
	l := siteLook{page: t.HTTP.Visit(ctx, chaos.Visit{Path: "/products?page=1"}).Answer}
	status := t.HTTP.Visit(ctx, chaos.Visit{Path: chaos.NginxStatus, Plain: true})
	var err error
	l.site, err = stubstatus.Parse(status.Body)
	l.known = err == nil
	l.at = time.Now()
	l.crowd, err = t.Traffic.Status(ctx, id)
	return l, err
}

// Acts asks the agent whether the crowd is running.
func (f fault) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	u, err := readUndo(undo)
	if err != nil {
		return record.Check{}, err
	}
	p, err := t.Traffic.Status(ctx, u.ID)
	return record.Check{OK: p.There, Saw: "no crowd is there"}, err
}
