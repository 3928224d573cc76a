package packet

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
)

// The library's reader is another's reading of the same description.
func TestAnotherReaderUnderstandsWhatNetemIsTold(t *testing.T) {
	b := netemOptions(Spec{Delay: 64 * time.Microsecond, Jitter: 640 * time.Nanosecond, Loss: 1, Duplicate: 1, Reorder: 1, Corrupt: 1, Rate: 8000}, 1)
	if got, want := *nl.DeserializeTcNetemQopt(b), (nl.TcNetemQopt{Latency: 1000, Limit: 10, Loss: 1<<32 - 1, Gap: 1, Duplicate: 1<<32 - 1, Jitter: 10}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	attrs, err := nl.ParseRouteAttr(b[nl.SizeofTcNetemQopt:])
	must(t, err)
	seen := map[uint16][]byte{}
	for _, a := range attrs {
		seen[a.Attr.Type] = a.Value
	}
	if r := nl.DeserializeTcNetemReorder(seen[nl.TCA_NETEM_REORDER]); r.Probability != 1<<32-1 {
		t.Errorf("got %+v", r)
	}
	if c := nl.DeserializeTcNetemCorrupt(seen[nl.TCA_NETEM_CORRUPT]); c.Probability != 1<<32-1 {
		t.Errorf("got %+v", c)
	}
	if r := nl.DeserializeTcNetemRate(seen[nl.TCA_NETEM_RATE]); r.Rate != 1000 {
		t.Errorf("got %+v", r)
	}
}

// rootQdisc is what stands at the root of the near end.
func rootQdisc(t *testing.T, w *wire) (kind string) {
	t.Helper()
	in(t, w.near, func() {
		l, err := netlink.LinkByName("near")
		if err != nil {
			t.Error(err)
			return
		}
		q, err := rootOf(l)
		if err != nil {
			t.Error(err)
		}
		if q != nil {
			kind = q.Type() + " " + netlink.HandleStr(q.Attrs().Handle)
		}
	})
	return kind
}

// closed is a leaf of packets of which none has room.
var closed = leaf{"pfifo", words(0)}

// TestALineHoldsWhatTheRulesSendIntoItAndNothingElse tries the tree with a leaf that this kernel has in netem's place.
func TestALineHoldsWhatTheRulesSendIntoItAndNothingElse(t *testing.T) {
	w := newWire(t)
	hit, spared := w.echo(t), w.echo(t)
	s := Spec{Direction: Out, Peers: peer, Delay: 1, PeerPorts: portsOf(t, hit)}
	var d Damage
	var err error
	in(t, w.near, func() { d, err = Netem{}.applyWith("test", s, 1, closed) })
	must(t, err)
	if _, err := w.dial(t, "tcp", hit); err == nil {
		t.Error("what the rules send into the leaf gets through")
	}
	if _, err := w.dial(t, "tcp", spared); err != nil {
		t.Errorf("what the rules don't match: %v", err)
	}
	var r Report
	in(t, w.near, func() { r, err = d.Report() })
	if err != nil || r.Rules != 1 || r.Matched == 0 || r.Lost != r.Matched {
		t.Errorf("got %+v, %v", r, err)
	}
	// A second damage finds the line taken, and another driver does it: so both act, and come off in any order.
	in(t, w.near, func() { _, err = Netem{}.applyWith("second", s, 1, closed) })
	if !errors.Is(err, errTaken) || !strings.Contains(err.Error(), `"near" serves another damage`) {
		t.Errorf("got %v", err)
	}
	in(t, w.near, func() { err = d.Remove() })
	must(t, err)
	if got := rootQdisc(t, w); got != "" {
		t.Errorf("left: %s", got)
	}
	if _, err := w.dial(t, "tcp", hit); err != nil {
		t.Errorf("after its removal: %v", err)
	}
}

func TestAForeignQueueingDisciplineIsLeftAloneAndSaidSo(t *testing.T) {
	w := newWire(t)
	in(t, w.near, func() {
		l, err := netlink.LinkByName("near")
		if err == nil {
			err = netlink.QdiscAdd(&netlink.Tbf{
				QdiscAttrs: netlink.QdiscAttrs{LinkIndex: l.Attrs().Index, Handle: netlink.MakeHandle(0x77, 0), Parent: netlink.HANDLE_ROOT},
				Rate:       1e9, Limit: 1e6, Buffer: 1e6})
		}
		if err != nil {
			t.Error(err)
		}
	})
	addr := w.echo(t)
	c, err := w.dial(t, "tcp", addr)
	must(t, err)
	var d Damage
	in(t, w.near, func() { d, err = Apply("test", Spec{Direction: Out, Peers: peer, Delay: 40 * time.Millisecond}, 1) })
	must(t, err)
	if got := quantile(roundTrips(t, c, 5, 200*time.Millisecond), 0.5); got < 40*time.Millisecond {
		t.Errorf("a round trip takes %s", got)
	}
	r, err := d.Report()
	want := `netem: "near" has someone's queueing discipline "tbf" (77:0): left alone`
	if err != nil || r.Driver != "nfqueue" || r.Note != want {
		t.Errorf("got %+v, %v, want the note %q", r, err, want)
	}
	must(t, d.Remove())
	if got := rootQdisc(t, w); got != "tbf 77:0" {
		t.Errorf("at the root is %q", got)
	}
}

// A process that is killed takes its rules with it. The tree without them does nothing, and the next one removes it.
func TestALineThatWasLeftBehindIsInertAndTidiedUp(t *testing.T) {
	w := newWire(t)
	addr := w.echo(t)
	var err error
	in(t, w.near, func() {
		var left lines
		if left, err = linesOf(Spec{Direction: Out}); err == nil {
			err = left.hold(closed)
		}
	})
	must(t, err)
	if _, err := w.dial(t, "tcp", addr); err != nil {
		t.Errorf("a line without rules: %v", err)
	}
	in(t, w.near, func() { _, err = Sweep("other") })
	must(t, err)
	if got := rootQdisc(t, w); got != "" {
		t.Errorf("left: %s", got)
	}
}

// This holds on every kernel: either the trial's packet was held, or the kernel's own error is told. Nothing stays.
func TestNetemIsTakenOnlyWhereATrialIsFelt(t *testing.T) {
	w := newWire(t)
	var err error
	in(t, w.near, func() { err = Netem{}.Probe() })
	t.Logf("netem: %v", err)
	if err != nil && (!errors.Is(err, ErrKernel) || !strings.Contains(err.Error(), "netem")) {
		t.Errorf("got %v", err)
	}
	in(t, w.near, func() {
		lo, err := netlink.LinkByName("lo")
		if err != nil {
			t.Error(err)
			return
		}
		if q, err := rootOf(lo); err != nil || q != nil {
			t.Errorf("left on loopback: %v, %v", q, err)
		}
	})
	if left := tables(t, w); len(left) != 0 {
		t.Errorf("left %q", left)
	}
}

func TestATrialThatIsNotFeltFails(t *testing.T) {
	w := newWire(t)
	var err error
	in(t, w.near, func() { err = Netem{}.probeWith(leaf{"pfifo", words(1000)}) })
	if err == nil || !strings.Contains(err.Error(), "was to be held") {
		t.Errorf("got %v", err)
	}
}

func portsOf(t *testing.T, addr string) []uint16 {
	t.Helper()
	at, err := netip.ParseAddrPort(addr)
	must(t, err)
	return []uint16{at.Port()}
}
