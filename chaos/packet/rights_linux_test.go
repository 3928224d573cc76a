package packet

import (
	"errors"
	"testing"

	"golang.org/x/sys/unix"
)

// applyWithCapabilities tries to begin a damage on a thread that has these capabilities and no others.
func applyWithCapabilities(t *testing.T, capabilities uint32, s Spec) (d Damage, err error) {
	w := newWire(t)
	in(t, w.near, func() {
		header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
		data := [2]unix.CapUserData{{Effective: capabilities, Permitted: capabilities}}
		if err = unix.Capset(&header, &data[0]); err == nil {
			d, err = NFQueue{}.Apply("test", s, 1)
		}
	})
	return d, err
}

// A damage without the right to make it must say so, and not pass for a kernel that lacks something.
func TestWithoutTheRightNothingIsTouched(t *testing.T) {
	if _, err := applyWithCapabilities(t, 0, Spec{Delay: 1}); !errors.Is(err, unix.EPERM) || errors.Is(err, ErrKernel) {
		t.Errorf("got %v", err)
	}
}

// An agent has NET_ADMIN and nothing else.
func TestNetAdminAloneIsEnough(t *testing.T) {
	for _, s := range []Spec{{Delay: 1}, {Drop: true, ResetLive: true}, {Duplicate: 0.1}, {Reject: "rst"}, {Rate: 1e6, Corrupt: 0.1}} {
		d, err := applyWithCapabilities(t, 1<<unix.CAP_NET_ADMIN, s)
		if err != nil {
			t.Errorf("%+v: %v", s, err)
			continue
		}
		must(t, d.Remove())
	}
}
