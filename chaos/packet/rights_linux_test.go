package packet

import (
	"errors"
	"testing"

	"golang.org/x/sys/unix"
)

// begin begins a damage in the namespace of its caller.
type begin func() (Damage, error)

func byQueue(s Spec) begin { return func() (Damage, error) { return NFQueue{}.Apply("test", s, 1) } }

func byLine() (Damage, error) {
	return Netem{}.applyWith("test", Spec{Direction: Out, Delay: 1}, 1, leaf{"pfifo", words(1)})
}

// applyWithCapabilities tries to begin a damage on a thread that has these capabilities and no others.
func applyWithCapabilities(t *testing.T, capabilities uint32, apply begin) (err error) {
	w := newWire(t)
	in(t, w.near, func() {
		var d Damage
		header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
		data := [2]unix.CapUserData{{Effective: capabilities, Permitted: capabilities}}
		if err = unix.Capset(&header, &data[0]); err == nil {
			if d, err = apply(); err == nil {
				err = d.Remove()
			}
		}
	})
	return err
}

// A damage without the right to make it must say so, and not pass for a kernel that lacks something.
func TestWithoutTheRightNothingIsTouched(t *testing.T) {
	for name, apply := range map[string]begin{"nfqueue": byQueue(Spec{Delay: 1}), "netem": byLine} {
		if err := applyWithCapabilities(t, 0, apply); !errors.Is(err, unix.EPERM) || errors.Is(err, ErrKernel) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// An agent has NET_ADMIN and nothing else.
func TestNetAdminAloneIsEnough(t *testing.T) {
	for _, s := range []Spec{{Delay: 1}, {Drop: true, ResetLive: true}, {Duplicate: 0.1}, {Reject: "rst"}, {Rate: 1e6, Corrupt: 0.1}} {
		if err := applyWithCapabilities(t, 1<<unix.CAP_NET_ADMIN, byQueue(s)); err != nil {
			t.Errorf("%+v: %v", s, err)
		}
	}
	redirect := func() (Damage, error) {
		d, err := Redirect("test", 1)
		_, flushed := FlushRedirected(1)
		return d, errors.Join(err, flushed)
	}
	if err := applyWithCapabilities(t, 1<<unix.CAP_NET_ADMIN, redirect); err != nil {
		t.Errorf("a redirect and its flush: %v", err)
	}
	if err := applyWithCapabilities(t, 1<<unix.CAP_NET_ADMIN, byLine); err != nil {
		t.Errorf("netem's place: %v", err)
	}
}
