//go:build unix

package load

import (
	"net"
	"syscall"
)

// quiet returns a look at an idle connection: true while nothing came in on it. What comes while nobody asked is its
// end (a FIN, a reset, a TLS alert). The look takes nothing from the connection and does not wait.
func quiet(c net.Conn) func() bool {
	socket, ok := c.(syscall.Conn)
	if !ok {
		return func() bool { return true }
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return func() bool { return true }
	}
	var silent bool
	peek := func(fd uintptr) bool {
		var one [1]byte
		_, _, err := syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		silent = err == syscall.EAGAIN
		return true
	}
	return func() bool { return raw.Read(peek) == nil && silent }
}
