package packet

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
)

const nearIP, farIP = "10.77.0.1", "10.77.0.2"

// wire is two network namespaces with a link between them; the near one is damaged.
type wire struct{ near, far netns.NsHandle }

// newWire makes one, where the test may.
func newWire(t *testing.T) *wire {
	t.Helper()
	w := &wire{}
	var err error
	onThread(func() {
		if w.near, err = netns.New(); err != nil {
			return
		}
		if w.far, err = netns.New(); err != nil {
			return
		}
		err = w.connect()
	})
	if err != nil && os.Getenv("CI") != "true" {
		t.Skipf("no network namespaces here: %v", err)
	}
	must(t, err)
	t.Cleanup(func() { w.near.Close(); w.far.Close() })
	return w
}

func (w *wire) connect() error {
	near, err := netlink.NewHandleAt(w.near)
	if err != nil {
		return err
	}
	defer near.Close()
	far, err := netlink.NewHandleAt(w.far)
	if err != nil {
		return err
	}
	defer far.Close()
	veth := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: "near"}, PeerName: "far", PeerNamespace: netlink.NsFd(w.far)}
	if err := near.LinkAdd(veth); err != nil {
		return err
	}
	for _, end := range []struct {
		h          *netlink.Handle
		name, addr string
	}{{near, "lo", ""}, {far, "lo", ""}, {near, "near", nearIP + "/24"}, {far, "far", farIP + "/24"}} {
		link, err := end.h.LinkByName(end.name)
		if err != nil {
			return err
		}
		if end.addr != "" {
			addr, err := netlink.ParseAddr(end.addr)
			if err != nil {
				return err
			}
			if err := end.h.AddrAdd(link, addr); err != nil {
				return err
			}
		}
		if err := end.h.LinkSetUp(link); err != nil {
			return err
		}
	}
	return errors.Join(operational(near, "near"), operational(far, "far"))
}

// operational waits until the kernel lets packets through a link. It drops them up to a second after both ends are up.
func operational(h *netlink.Handle, name string) error {
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		link, err := h.LinkByName(name)
		if err != nil || link.Attrs().OperState == netlink.OperUp {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("link %q is %s", name, link.Attrs().OperState)
		}
	}
}

// onThread runs f on a thread that is not used again, since f may move it into another namespace.
func onThread(f func()) {
	var wg sync.WaitGroup
	wg.Go(func() {
		runtime.LockOSThread()
		f()
	})
	wg.Wait()
}

// in runs f in a namespace.
func in(t *testing.T, ns netns.NsHandle, f func()) {
	t.Helper()
	var err error
	onThread(func() {
		if err = netns.Set(ns); err == nil {
			f()
		}
	})
	must(t, err)
}

// damage begins a damage in the near namespace, and ends it with the test.
func (w *wire) damage(t *testing.T, s Spec) Damage {
	t.Helper()
	var d Damage
	var err error
	in(t, w.near, func() { d, err = NFQueue{}.Apply("test", s, 1) })
	must(t, err)
	t.Cleanup(func() { must(t, d.Remove()) })
	return d
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
