// Package visit sends requests to the site, many at once, and counts the answers.
package visit

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/poll"
	"firedrill/internal/record"
)

// Login logs a user in, which is the most expensive request for the app.
var Login = chaos.Visit{Path: "/login", Send: `{"email":"user0001@shop.test","password":"firedrill"}`, Plain: true}

// Volley sends requests concurrently.
func Volley(ctx context.Context, site chaos.HTTP, n int, v chaos.Visit) []chaos.Seen {
	seen := make([]chaos.Seen, n)
	var wg sync.WaitGroup
	for i := range seen {
		wg.Go(func() { seen[i] = site.Visit(ctx, v) })
	}
	wg.Wait()
	return seen
}

// Tally counts answers of one replica.
type Tally struct {
	Hits, All int
}

// Ask sends requests concurrently, and counts the answers of the replica, or of none, for which the function returns true. If the
// balancer keeps the replica from the users, it is asked directly.
func Ask(ctx context.Context, site chaos.HTTP, replica string, n int, v chaos.Visit, so func(chaos.Seen) bool) Tally {
	v.Plain = true
	a := count(ctx, site, replica, n, v, so)
	if a.All == 0 {
		v.To = replica
		a = count(ctx, site, replica, n, v, so)
	}
	return a
}

func count(ctx context.Context, site chaos.HTTP, replica string, n int, v chaos.Visit, so func(chaos.Seen) bool) (a Tally) {
	for _, seen := range Volley(ctx, site, n, v) {
		if seen.Replica != replica && seen.Replica != "" {
			continue
		}
		a.All++
		if so(seen) {
			a.Hits++
		}
	}
	return a
}

func (a Tally) String() string { return fmt.Sprintf("%d of %d", a.Hits, a.All) }

// Status returns a condition on an answer's status.
func Status(code int) func(chaos.Seen) bool {
	return func(s chaos.Seen) bool { return s.Status == code }
}

// Served reports whether the answer is good.
func Served(s chaos.Seen) bool { return s.OK }

// Token logs a user in at the site, and returns the token that the app issues.
func Token(ctx context.Context, site chaos.HTTP) (string, error) {
	seen := site.Visit(ctx, Login)
	var got struct {
		Token string `json:"token"`
	}
	if !seen.OK || json.Unmarshal([]byte(seen.Body), &got) != nil || got.Token == "" {
		return "", fmt.Errorf("no user can log in: %s", seen.Answer)
	}
	return got.Token, nil
}

// Unhurried waits after a check that sent many requests and failed, before the next one. Otherwise the client would run out of
// ports, and the check would disturb the load of a drill.
func Unhurried(ctx context.Context, c record.Check) record.Check {
	if !c.OK {
		poll.Sleep(ctx, 250*time.Millisecond)
	}
	return c
}
