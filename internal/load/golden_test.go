package load

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"testing"
)

// goldenRequests is the hash of what goldenPlans send. It changes only when a plan is meant to send other requests: a drill
// with a seed is then no longer the drill that it was.
const goldenRequests = "3b6ddc740126bbfe07c82c3a2855166d8149cdd0560d3afc6a9f22e8401abb77"

// goldenPlans are loads that together use every route, kept and fresh connections, and sessions.
func goldenPlans() []Plan {
	users := testPlan()
	users.Fresh, users.Mix = 0.3, nil
	for _, route := range []string{RouteBrowse, RouteProduct, RouteOrder, RouteOrders, RouteLogin, RouteProfile, RouteLike} {
		users.Mix = append(users.Mix, Weight{route, float64(10 + len(users.Mix))})
	}
	few := users
	few.Seed, few.Run, few.Users, few.Products = 7, "", 3, 2
	pages := testPlan()
	pages.Seed, pages.Agent, pages.Mix = 1<<62+5, "a browser", []Weight{{RouteDeep, 1}}
	uploads := testPlan()
	uploads.Agent, uploads.Upload, uploads.Mix = "a browser", 3000, []Weight{{RouteUpload, 1}}
	return []Plan{users, few, pages, uploads}
}

func TestPlan_SendsTheRequestsItAlwaysSent(t *testing.T) {
	sum := sha256.New()
	for _, p := range goldenPlans() {
		hashRequests(sum, p, 4000)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != goldenRequests {
		t.Errorf("the requests have the hash %s, want %s", got, goldenRequests)
	}
}

// hashRequests adds what the first n arrivals of a plan send, and which connection each uses.
func hashRequests(sum hash.Hash, p Plan, n uint64) {
	c, r := newChooser(p), newRenderer(p, "shop.lab:8443")
	for i := range n {
		q := c.choose(i)
		token := ""
		if forUsers(q.route) {
			token = "token-" + email(q.user)
		}
		sent := r.upload
		if q.route != RouteUpload {
			sent = r.render(nil, q, i, token)
		}
		fresh := byte(0)
		if q.fresh {
			fresh = 1
		}
		sum.Write(append(sent, 0, fresh))
	}
	sum.Write(r.render(nil, request{route: RouteLogin, user: 3}, noArrival, ""))
}
