// Package visit makes visits to the site, many at once, and counts what the users got.
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

// Login logs a user in, which keeps the app busy for longer than anything else that anybody may ask of it.
var Login = chaos.Visit{Path: "/login", Send: `{"email":"user0001@shop.test","password":"firedrill"}`, Plain: true}

// Volley makes visits all at the same time.
func Volley(ctx context.Context, site chaos.HTTP, n int, v chaos.Visit) []chaos.Seen {
	seen := make([]chaos.Seen, n)
	var wg sync.WaitGroup
	for i := range seen {
		wg.Go(func() { seen[i] = site.Visit(ctx, v) })
	}
	wg.Wait()
	return seen
}

// Tally is what many visits at once found of one replica.
type Tally struct {
	Hits, All int
}

// Ask visits the site many times at once, and counts the answers that are so among those that the replica gave, or
// nobody. A replica that the balancer keeps from the users, since it is bad, is asked itself.
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

func Status(code int) func(chaos.Seen) bool {
	return func(s chaos.Seen) bool { return s.Status == code }
}

func Served(s chaos.Seen) bool { return s.OK }

// Token logs a user in over the site, and returns the token that the app gives.
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

// Unhurried makes who asked a service many times at once, and saw nothing, wait before the next time: the client's ports
// would run out, and the load of a drill would feel it.
func Unhurried(ctx context.Context, c record.Check) record.Check {
	if !c.OK {
		poll.Sleep(ctx, 250*time.Millisecond)
	}
	return c
}
