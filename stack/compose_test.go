package stack_test

import (
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/chaos/labtest"
	"firedrill/internal/drill"
	lab "firedrill/internal/labtest"
	"firedrill/stack"
)

// TestFaults_OnOneTargetComposeInAnyOrder injects two faults on one service, proves each while the other is active,
// reverts one, checks that the other is still active, and reverts that too. It does so in both orders.
func TestFaults_OnOneTargetComposeInAnyOrder(t *testing.T) {
	lab.Beside(t, lab.Light)
	e := lab.Engine(t)
	running := lab.Up(t, e, "compose", lab.Lab(1))
	prober := &drill.Prober{Engine: e, Self: lab.Images(t, e, lab.Lab(1)).Self, Run: running.Instance}
	slow := chaos.Order{ID: "slow", Kind: "net.delay", On: stack.Redis, Params: map[string]string{"delay": "60ms"}}
	long := chaos.Order{ID: "slow", Kind: "net.delay", On: stack.Redis, Params: map[string]string{"delay": "150ms"}}
	slowShop := chaos.Order{ID: "slow", Kind: "net.delay", On: stack.ShopName(1), Params: map[string]string{"delay": "60ms", "peer": stack.Redis}}
	// The effect of a delay is measured against the latency when it was planned. That may include the queue in front of
	// the bandwidth limit, some ten milliseconds, which must be small compared to the delay.
	for _, two := range [][2]chaos.Order{
		{long, {ID: "rate", Kind: "net.rate", On: stack.Redis, Params: map[string]string{"rate": "10mbit"}}},
		{slow, {ID: "full", Kind: "redis.maxmemory", On: stack.Redis}},
		{slowShop, {ID: "cpu", Kind: "cpu.limit", On: stack.ShopName(1), Params: map[string]string{"cpus": "0.1"}}},
	} {
		for _, pair := range [][2]chaos.Order{two, {two[1], two[0]}} {
			t.Run(pair[0].ID+" off before "+pair[1].ID, func(t *testing.T) {
				c := composed{t: t, site: chaos.Setup{Index: catalogue.All(), Target: running.Target(), Prober: prober, Journal: &labtest.Journal{}}}
				c.rig = chaos.NewInjector(c.site)
				t.Cleanup(func() { c.rig.RevertAll(t.Context()) })
				c.apply(pair[0])
				c.apply(pair[1])
				if out := c.rig.Revert(t.Context(), pair[0].ID); out.Reverted != nil {
					t.Fatal(out.Reverted)
				}
				if p := c.prove(pair[0]); p.Mechanism.OK {
					t.Errorf("%s was taken off, and is there: %s", pair[0].ID, p.Mechanism.Saw)
				}
				if p := c.prove(pair[1]); !p.OK() {
					t.Errorf("%s acts no more: %+v", pair[1].ID, p)
				}
				for _, out := range c.rig.RevertAll(t.Context()) {
					if !out.Clean() {
						t.Errorf("%s is not gone: %v, %s", out.ID, out.Reverted, out.Gone.Saw)
					}
				}
			})
		}
	}
}

type composed struct {
	t    *testing.T
	site chaos.Setup
	rig  *chaos.Injector
}

func (c composed) apply(o chaos.Order) {
	c.t.Helper()
	proof, err := c.rig.Apply(c.t.Context(), o)
	if err != nil || !proof.OK() {
		c.t.Fatalf("%s: %+v, %v", o.ID, proof, err)
	}
}

// prove checks an injected fault again.
func (c composed) prove(o chaos.Order) (p chaos.Proof) {
	c.t.Helper()
	for _, e := range c.site.Journal.(*labtest.Journal).Entries() {
		if e.ID != o.ID {
			continue
		}
		fault, problems := c.site.Index.Decode(e.Kind, e.On, e.Params)
		if len(problems) > 0 {
			c.t.Fatalf("%q", problems)
		}
		return fault.Prove(c.t.Context(), c.site.Target, e.Undo)
	}
	c.t.Fatalf("%s is not in the journal", o.ID)
	return p
}
