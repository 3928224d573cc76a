package load

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"testing"
)

// goldenRequests is the hash of what goldenLoads send. It changes only when a plan is meant to send other requests: a drill
// with a seed is then no longer the drill that it was.
const goldenRequests = "3b6ddc740126bbfe07c82c3a2855166d8149cdd0560d3afc6a9f22e8401abb77"

// golden is a load of the shop.
type golden struct {
	workload Workload
	plan     Plan
}

// goldenLoads together use every route, kept and fresh connections, and sessions.
func goldenLoads() []golden {
	users := testPlan()
	users.Fresh, users.Mix = 0.3, nil
	for _, route := range []string{browse, product, order, orders, login, profile, like} {
		users.Mix = append(users.Mix, Weight{route, float64(10 + len(users.Mix))})
	}
	few := users
	few.Seed, few.Run = 7, ""
	pages := testPlan()
	pages.Seed, pages.Agent, pages.Mix = 1<<62+5, "a browser", []Weight{{deep, 1}}
	uploads := testPlan()
	uploads.Agent, uploads.Upload, uploads.Mix = "a browser", 3000, []Weight{{upload, 1}}
	shop := NewShop(200, 500)
	return []golden{{shop, users}, {NewShop(3, 2), few}, {shop, pages}, {shop, uploads}}
}

func TestPlan_SendsTheRequestsItAlwaysSent(t *testing.T) {
	sum := sha256.New()
	for _, g := range goldenLoads() {
		hashRequests(sum, g, 4000)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != goldenRequests {
		t.Errorf("the requests have the hash %s, want %s", got, goldenRequests)
	}
}

// hashRequests adds what the first n arrivals of a load send, and which connection each uses.
func hashRequests(sum hash.Hash, g golden, n uint64) {
	r := newRenderer(g.workload, g.plan, "shop.lab:8443")
	c := newChooser(r.script, g.plan)
	for i := range n {
		q := c.choose(i)
		token := ""
		if q.User > 0 {
			_, name := r.script.Login(q.User)
			token = "token-" + name
		}
		sent := r.shared(q.Route)
		if sent == nil {
			sent = r.render(nil, q, i, token)
		}
		fresh := byte(0)
		if q.Fresh {
			fresh = 1
		}
		sum.Write(append(sent, 0, fresh))
	}
	q, _ := r.script.Login(3)
	sum.Write(r.render(nil, q, noArrival, ""))
}
