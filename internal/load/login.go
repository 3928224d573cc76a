package load

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// loginWithin bounds logging everybody in before the load starts, loginAtOnce how many try side by side, loginPause
	// the wait before another try.
	loginWithin = 15 * time.Second
	loginAtOnce = 2
	loginPause  = 50 * time.Millisecond
)

// account is a user who stays logged in.
type account struct {
	user     int
	token    atomic.Pointer[string]
	renewing atomic.Bool
	latest   atomic.Int64 // the write that was acknowledged to them last; 0 for none
}

// accounts log users in through the pool. These requests are no samples.
type accounts struct {
	pool     *pool
	renderer *renderer
	timeout  time.Duration
	all      []account
}

// needsUsers says whether the mix has a route for users who are logged in.
func needsUsers(s Sessions, p Plan) bool {
	for _, w := range p.Mix {
		if w.Weight > 0 && s.Private(w.Route) {
			return true
		}
	}
	return false
}

// newAccounts logs everybody in whom the plan needs, or says whom it could not.
func newAccounts(ctx context.Context, p Plan, pool *pool, r *renderer) (*accounts, error) {
	a := &accounts{pool: pool, renderer: r, timeout: p.Timeout}
	if !needsUsers(r.script, p) {
		return a, nil
	}
	ctx, cancel := context.WithTimeout(ctx, loginWithin)
	defer cancel()
	a.all = make([]account, r.script.Sessions())
	errs := make([]error, loginAtOnce)
	var workers sync.WaitGroup
	for w := range loginAtOnce {
		workers.Go(func() {
			for i := w; i < len(a.all) && errs[w] == nil; i += loginAtOnce {
				a.all[i].user = i + 1
				errs[w] = a.insist(ctx, &a.all[i])
			}
		})
	}
	workers.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return a, nil
}

// shared are the same users for another load, with the tokens that they have by now; nil where nobody is logged in.
func (a *accounts) shared(p Plan, pool *pool, r *renderer) *accounts {
	if len(a.all) == 0 {
		return nil
	}
	s := &accounts{pool: pool, renderer: r, timeout: p.Timeout, all: make([]account, len(a.all))}
	for i := range a.all {
		s.all[i].user = a.all[i].user
		s.all[i].token.Store(a.all[i].token.Load())
	}
	return s
}

// insist logs a user in, again and again until the context ends: the app may limit the rate of logins.
func (a *accounts) insist(ctx context.Context, who *account) error {
	for {
		err := a.login(ctx, who)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			_, name := a.renderer.script.Login(who.user)
			return fmt.Errorf("log in %q: %w", name, err)
		case <-time.After(loginPause):
		}
	}
}

func (a *accounts) login(ctx context.Context, who *account) error {
	q, _ := a.renderer.script.Login(who.user)
	request := a.renderer.render(nil, q, noArrival, "")
	var body bytes.Buffer
	got := a.pool.exchange(ctx, request, false, time.Now().Add(a.timeout), &body)
	if got.err != nil {
		return got.err
	}
	token := a.renderer.script.Token(body.Bytes())
	if got.status != 200 || token == "" {
		return fmt.Errorf("status %d without a token", got.status)
	}
	who.token.Store(&token)
	return nil
}

// token returns the user's token, "" for a request without a session.
func (a *accounts) token(q Request) string {
	if q.User == 0 {
		return ""
	}
	return *a.all[q.User-1].token.Load()
}

// renew logs a user in again whose token was refused, unless someone is at it. One try: the next refusal brings
// another.
func (a *accounts) renew(ctx context.Context, user int) {
	who := &a.all[user-1]
	if !who.renewing.CompareAndSwap(false, true) {
		return
	}
	defer who.renewing.Store(false)
	_ = a.login(ctx, who) // the failure is the lab's, and shows in the samples
}
