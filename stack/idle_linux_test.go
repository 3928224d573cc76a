package stack_test

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/packet"
	"firedrill/internal/engine"
	"firedrill/internal/labtest"
	"firedrill/stack"

	"github.com/google/nftables"
	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
)

// TestPacketAgent_IdleAddsNothingToThePath inspects a service's network namespace without the agent's help: an idle
// agent adds no rule, queueing discipline or device.
func TestPacketAgent_IdleAddsNothingToThePath(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	running := labtest.Up(t, e, "path", labtest.Lab(1))
	n := running.Target().Net
	for _, service := range []string{stack.Nginx, stack.ShopName(1)} {
		before := inPath(t, e, running, service)
		if _, err := n.Status(t.Context(), service, "none"); err != nil { // starts the agent
			t.Fatal(err)
		}
		same(t, service+" with an idle agent", inPath(t, e, running, service), before)
		if err := n.Apply(t.Context(), service, "w1", chaos.Damage{Packets: &packet.Spec{Delay: 1}}); err != nil {
			t.Fatal(err)
		}
		if during := inPath(t, e, running, service); fmt.Sprint(during) == fmt.Sprint(before) {
			t.Errorf("%s: a damage acts and nothing is seen in the path, so this test sees nothing: %q", service, during)
		}
		if err := n.Remove(t.Context(), service, "w1"); err != nil {
			t.Fatal(err)
		}
		same(t, service+" after a damage", inPath(t, e, running, service), before)
	}
	if len(packetAgents(t, e, running)) != 2 {
		t.Error("the agents are not there")
	}
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: in the path is %q, before it was %q", what, got, want)
	}
	t.Logf("%s: %q", what, got)
}

// inPath lists the rules, queueing disciplines and devices in a service's namespace.
func inPath(t *testing.T, e *engine.Engine, r *stack.Running, service string) (found []string) {
	t.Helper()
	s, err := e.Inspect(t.Context(), stack.ContainerName(r.Instance, service))
	if err != nil {
		t.Fatal(err)
	}
	ns, err := netns.GetFromPid(s.Pid)
	if err != nil {
		if os.Getenv("CI") != "true" {
			t.Skipf("no look into the namespaces of containers from here: %v", err)
		}
		t.Fatal(err)
	}
	defer ns.Close()
	var all sync.WaitGroup
	all.Go(func() {
		runtime.LockOSThread() // never unlocked: the thread ends in that namespace
		if err = netns.Set(ns); err == nil {
			found, err = listPath()
		}
	})
	all.Wait()
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func listPath() (found []string, err error) {
	conn, err := nftables.New()
	if err != nil {
		return nil, err
	}
	chains, err := conn.ListChains()
	if err != nil {
		return nil, err
	}
	for _, c := range chains {
		rules, err := conn.GetRules(c.Table, c)
		if err != nil {
			return nil, err
		}
		found = append(found, fmt.Sprintf("%d rules in chain %s %s", len(rules), c.Table.Name, c.Name))
	}
	links, err := netlink.LinkList()
	if err != nil {
		return nil, err
	}
	for _, l := range links {
		queues, err := netlink.QdiscList(l)
		if err != nil {
			return nil, err
		}
		found = append(found, l.Attrs().Name)
		for _, q := range queues {
			found = append(found, q.Type()+" "+netlink.HandleStr(q.Attrs().Handle))
		}
	}
	return found, nil
}
