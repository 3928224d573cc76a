package agent

import (
	"net"

	"golang.org/x/sys/unix"
)

// unacknowledged returns the number of sent bytes that the peer has not acknowledged.
func unacknowledged(c *net.TCPConn) (left int, err error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return 0, err
	}
	control := raw.Control(func(fd uintptr) { left, err = unix.IoctlGetInt(int(fd), unix.SIOCOUTQ) })
	if control != nil {
		return 0, control
	}
	return left, err
}
