//go:build unix

package shop

import (
	"errors"
	"net"
	"syscall"
)

// alive checks without a round trip whether an idle connection is still open: nothing must be there to read. A server
// that went away has left a message or a FIN. The check costs one system call and is made before each use, so that a
// request never gets a dead connection, even right after a restart. It uses Control and not Read, because pgx may have
// a Read waiting on the connection, and a second one would wait behind it for ever.
func alive(conn net.Conn) bool {
	sys, ok := conn.(syscall.Conn)
	if !ok {
		return true
	}
	raw, err := sys.SyscallConn()
	if err != nil {
		return false
	}
	quiet := false
	err = raw.Control(func(fd uintptr) {
		var b [1]byte
		_, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		quiet = errors.Is(err, syscall.EAGAIN)
	})
	return err == nil && quiet
}
