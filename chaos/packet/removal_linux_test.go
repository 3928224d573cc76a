package packet

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/nftables"
)

// roleVariable makes this test's binary play the part of an agent that damages the namespace that it is started in.
const roleVariable = "FIREDRILL_PACKET_TEST_ROLE"

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		playAgent(role)
	}
	os.Exit(m.Run())
}

// playing is held on to: the kernel takes the rules back with the socket that made them, and so would the collector.
var playing Damage

func playAgent(role string) {
	s := Spec{Drop: true}
	if role == "delay" {
		s = Spec{Delay: 30 * time.Second}
	}
	var err error
	if playing, err = Apply("killed", s, 1); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("ready")
	time.Sleep(time.Minute) // until it is killed; an endless select would be a deadlock, with nothing else to run
}

func TestNothingIsLeftOfAnAgentThatIsKilled(t *testing.T) {
	for _, role := range []string{"drop", "delay"} {
		w := newWire(t)
		addr := w.echo(t)
		agent := exec.Command("/proc/self/exe")
		agent.Env = append(os.Environ(), roleVariable+"="+role)
		out, err := agent.StdoutPipe()
		must(t, err)
		in(t, w.near, func() { err = agent.Start() })
		must(t, err)
		line, _ := bufio.NewReader(out).ReadString('\n')
		if line != "ready\n" {
			t.Fatalf("%s: the agent says %q", role, line)
		}
		if _, err := w.dial(t, "tcp", addr); err == nil {
			t.Errorf("%s: not damaged", role)
		}
		must(t, agent.Process.Kill())
		_ = agent.Wait()
		start := time.Now()
		if _, err := w.dial(t, "tcp", addr); err != nil {
			t.Errorf("%s: after the kill: %v", role, err)
		}
		t.Logf("%s: connected %s after the kill", role, time.Since(start))
		if left := tables(t, w); len(left) != 0 {
			t.Errorf("%s: left %q", role, left)
		}
	}
}

// tables lists the tables of the near namespace.
func tables(t *testing.T, w *wire) (names []string) {
	t.Helper()
	in(t, w.near, func() {
		conn, err := nftables.New()
		if err != nil {
			t.Error(err)
			return
		}
		list, err := conn.ListTables()
		if err != nil {
			t.Error(err)
		}
		for _, table := range list {
			names = append(names, table.Name)
		}
	})
	return names
}

// foreign makes a table that is none of ours.
func foreign(t *testing.T, w *wire, name string) {
	t.Helper()
	in(t, w.near, func() {
		conn, err := nftables.New()
		if err != nil {
			t.Error(err)
			return
		}
		conn.AddTable(&nftables.Table{Name: name, Family: nftables.TableFamilyIPv4})
		if err := conn.Flush(); err != nil {
			t.Error(err)
		}
	})
}

func TestForeignTablesAreLeftAlone(t *testing.T) {
	w := newWire(t)
	foreign(t, w, "theirs")
	foreign(t, w, "fw-taken")
	d := w.damage(t, Spec{Delay: time.Millisecond})
	var err error
	in(t, w.near, func() { _, err = NFQueue{}.Apply("taken", Spec{Drop: true}, 1) })
	if err == nil || !strings.Contains(err.Error(), `"fw-taken" is there already`) {
		t.Errorf("got %v", err)
	}
	must(t, d.Remove())
	if got := strings.Join(tables(t, w), " "); got != "theirs fw-taken" {
		t.Errorf("tables: %s", got)
	}
}

func TestSweepRemovesWhatIsLeftBehindAndNothingElse(t *testing.T) {
	w := newWire(t)
	foreign(t, w, "theirs")
	foreign(t, w, "fw-old")
	d := w.damage(t, Spec{Direction: Out, Peers: peer, Delay: time.Millisecond})
	var removed []string
	var err error
	in(t, w.near, func() { removed, err = Sweep() })
	if err != nil || strings.Join(removed, " ") != "fw-old" {
		t.Errorf("removed %q, %v", removed, err)
	}
	if _, err := d.Report(); err != nil {
		t.Errorf("a damage that lives was swept away: %v", err)
	}
	if got := strings.Join(tables(t, w), " "); got != "theirs fw-test" {
		t.Errorf("tables: %s", got)
	}
}

func TestReportSaysWhenTheRulesAreGone(t *testing.T) {
	w := newWire(t)
	d := w.damage(t, Spec{Direction: Out, Peers: peer, Delay: time.Millisecond})
	q := d.(*queueDamage)
	must(t, q.rules.empty())
	if _, err := d.Report(); err == nil || !strings.Contains(err.Error(), "0 of 2 rules") {
		t.Errorf("got %v", err)
	}
}

func TestDamagesComposeAndComeOffInAnyOrder(t *testing.T) {
	w := newWire(t)
	c, err := w.dial(t, "tcp", w.echo(t))
	must(t, err)
	apply := func(id string, s Spec) (d Damage) {
		in(t, w.near, func() { d, err = NFQueue{}.Apply(id, s, 1) })
		must(t, err)
		return d
	}
	trip := func() time.Duration { return quantile(roundTrips(t, c, 5, 200*time.Millisecond), 0.5) }
	a := apply("a", Spec{Direction: Out, Peers: peer, Delay: 40 * time.Millisecond})
	b := apply("b", Spec{Direction: Out, Peers: peer, Delay: 80 * time.Millisecond})
	if got := trip(); got < 120*time.Millisecond || got > 140*time.Millisecond {
		t.Errorf("both: %s", got)
	}
	must(t, a.Remove())
	if got := trip(); got < 80*time.Millisecond || got > 100*time.Millisecond {
		t.Errorf("the second alone: %s", got)
	}
	must(t, b.Remove())
	if got := trip(); got > 20*time.Millisecond {
		t.Errorf("none: %s", got)
	}
}

func TestProbeSaysWhetherTheDriverWorksAndLeavesNothing(t *testing.T) {
	w := newWire(t)
	var err error
	in(t, w.near, func() { err = NFQueue{}.Probe() })
	must(t, err)
	if left := tables(t, w); len(left) != 0 {
		t.Errorf("left %q", left)
	}
}
