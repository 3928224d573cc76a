package net

import (
	"slices"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/packet"
)

const milli = time.Millisecond

func reached(failed string, took ...time.Duration) measured {
	f := measured{base: milli, reached: chaos.Reached{Took: took, Failed: map[string]int{}}}
	if failed != "" {
		f.reached.Failed[failed] = 2
	}
	return f
}

// The effect decides whether a fault is proven, and whether it is gone: a healthy path must not count as damaged.
func TestDamage_Shows(t *testing.T) {
	decode := func(name string, params map[string]string) damage {
		t.Helper()
		f, problems := chaos.NewIndex(Kinds()...).Decode(name, "redis", params)
		if len(problems) > 0 {
			t.Fatalf("%s: %v", name, problems)
		}
		return f.(fault).damage()
	}
	delay := map[string]string{"delay": "50ms"}
	oneWay := map[string]string{"delay": "50ms", "direction": "in"}
	jittered := map[string]string{"delay": "50ms", "jitter": "40ms"}
	for _, c := range []struct {
		kind   string
		params map[string]string
		saw    measured
		want   bool
	}{
		{"net.delay", delay, reached("", 99*milli, 101*milli, 103*milli), true},
		{"net.delay", delay, reached("", 50*milli, 51*milli, 52*milli), false}, // one direction alone
		{"net.delay", delay, reached("", milli), false},
		{"net.delay", delay, reached("timeout"), false},
		{"net.delay", oneWay, reached("", 51*milli), true},
		{"net.delay", jittered, reached("", 60*milli), true},
		{"net.loss", map[string]string{"percent": "5"}, reached("timeout", milli), true},
		{"net.loss", map[string]string{"percent": "5"}, reached("", milli), false},
		{"net.corrupt", map[string]string{"percent": "5"}, reached("", milli), false},
		{"net.partition", nil, reached("timeout"), true},
		{"net.partition", nil, reached("timeout", milli), false},
		{"net.partition", nil, reached(""), false},
		{"net.drop-port", map[string]string{"port": "6379"}, reached("timeout"), true},
		{"net.reject-port", map[string]string{"port": "6379"}, reached("refused"), true},
		{"net.reject-port", map[string]string{"port": "6379"}, reached("timeout"), false},
		{"net.reorder", map[string]string{"percent": "50", "delay": "20ms"}, reached("", milli, 21*milli), true},
		{"net.reorder", map[string]string{"percent": "50", "delay": "20ms"}, reached("", 40*milli, 41*milli), false},
		{"net.reset", nil, reached("reset", milli), true},
		{"net.reset", nil, reached("timeout", milli), false},
	} {
		if got := decode(c.kind, c.params).shows(c.saw); got.OK != c.want {
			t.Errorf("%s %v, saw %+v: got %+v, want %v", c.kind, c.params, c.saw.reached, got, c.want)
		}
	}
}

func TestRate_IsMeasuredByItsBytes(t *testing.T) {
	f := &rate{Rate: 2e6}
	d := f.damage()
	bytes := d.reach.Count * d.reach.Send
	took := make([]time.Duration, d.reach.Count)
	for i := range took {
		took[i] = time.Duration(bytes*8*500) * time.Nanosecond // at 2 mbit a second
	}
	if got := d.shows(reached("", took...)); !got.OK {
		t.Errorf("at the rate: %+v", got)
	}
	if got := d.shows(reached("", took[1:]...)); got.OK {
		t.Errorf("with one missing: %+v", got)
	}
	for i := range took {
		took[i] /= 2
	}
	if got := d.shows(reached("", took...)); got.OK {
		t.Errorf("at twice the rate: %+v", got)
	}
}

// The mechanism is proven by rules that stand and that a packet of ours has met.
func TestMechanism_NeedsRulesThatMatch(t *testing.T) {
	standing := func(there bool, matched uint64) chaos.Standing {
		return chaos.Standing{There: there, Report: packet.Report{Driver: "x", Matched: matched}}
	}
	for _, c := range []struct {
		saw  measured
		want bool
	}{
		{measured{before: standing(true, 3), after: standing(true, 4)}, true},
		{measured{before: standing(true, 3), after: standing(true, 3)}, false},
		{measured{before: standing(true, 3), after: standing(false, 4)}, false},
	} {
		if got := mechanism(c.saw); got.OK != c.want {
			t.Errorf("%+v: got %+v", c.saw, got)
		}
	}
}

func TestDropPort_End(t *testing.T) {
	own := &dropPort{portWire: portWire{wire: wire{On: "postgres", Peer: "shop"}, Port: 5432, End: "own"}}
	if d := own.damage(); !slices.Equal(d.apply.Packets.LocalPorts, []uint16{5432}) || d.reach.From != "shop" || d.reach.To != "postgres" || d.reach.Port != 5432 {
		t.Errorf("own: %+v %+v", d.apply.Packets, d.reach)
	}
	far := &dropPort{portWire: portWire{wire: wire{On: "shop-1", Peer: "postgres"}, Port: 5432, End: "far"}}
	if d := far.damage(); !slices.Equal(d.apply.Packets.PeerPorts, []uint16{5432}) || d.reach.From != "shop-1" || d.reach.To != "postgres" {
		t.Errorf("far: %+v %+v", d.apply.Packets, d.reach)
	}
}

func TestKinds_MistakesAreReported(t *testing.T) {
	for _, c := range []struct {
		kind, param string
		params      map[string]string
	}{
		{"net.delay", "delay", map[string]string{"delay": "10us"}},
		{"net.delay", "jitter", map[string]string{"delay": "10ms", "jitter": "20ms"}},
		{"net.delay", "direction", map[string]string{"delay": "10ms", "direction": "up"}},
		{"net.loss", "percent", map[string]string{"percent": "0"}},
		{"net.loss", "percent", map[string]string{"percent": "101"}},
		{"net.loss", "burst", map[string]string{"percent": "50", "burst": "0.5"}},
		{"net.loss", "", map[string]string{"percent": "90", "burst": "2"}},
		{"net.delay", "distribution", map[string]string{"delay": "10ms", "distribution": "pareto"}},
		{"net.rate", "rate", map[string]string{"rate": "64000"}},
		{"net.rate", "rate", map[string]string{"rate": "1e1mbit"}},
		{"net.reorder", "percent", map[string]string{"percent": "100"}},
		{"net.rate", "rate", map[string]string{"rate": "fast"}},
		{"net.rate", "rate", map[string]string{"rate": "1kbit"}},
		{"net.rate", "direction", map[string]string{"rate": "1mbit", "direction": "out"}},
		{"net.drop-port", "port", map[string]string{"port": "70000"}},
		{"net.drop-port", "end", map[string]string{"port": "70", "end": "far"}},
		{"net.reset", "every", map[string]string{"every": "1ms"}},
	} {
		problems := chaos.NewIndex(Kinds()...).Check(c.kind, "redis", c.params)
		if len(problems) != 1 || problems[0].Param != c.param {
			t.Errorf("%s %v: got %+v, want one of %q", c.kind, c.params, problems, c.param)
		}
	}
}

// TestWithin_FollowsTheDelay holds the bound of a proof against what its look must wait for.
func TestWithin_FollowsTheDelay(t *testing.T) {
	for _, params := range []map[string]string{{"delay": "1ms"}, {"delay": "8s"}, {"delay": "30s"}, {"delay": "30s", "jitter": "30s"}, {"delay": "30s", "direction": "in"}} {
		f, problems := chaos.NewIndex(Kinds()...).Decode("net.delay", "redis", params)
		if len(problems) > 0 {
			t.Fatalf("%v: %q", params, problems)
		}
		kind, err := chaos.NewIndex(Kinds()...).Kind("net.delay")
		if err != nil {
			t.Fatal(err)
		}
		bounded, ok := chaos.As[chaos.Bounded](f)
		if !ok {
			t.Fatal("the bound does not follow the parameters")
		}
		if reach := f.(fault).damage().reach.Within; max(kind.Within, bounded.Within()) <= reach {
			t.Errorf("%v: a proof is bounded by less than one look, %s", params, reach)
		}
	}
}
