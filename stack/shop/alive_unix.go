//go:build unix

package shop

import (
	"errors"
	"net"
	"syscall"
)

// alive looks whether an idle connection still stands, without a round trip: nothing must be there to read. A server
// that went away has left its farewell or its FIN. It costs one system call, so it is made at each use; a dead
// connection is then never handed to a request, not even right after a restart. It uses Control and not Read: pgx may
// have left a read of its own waiting on the connection, and Read would queue behind it for ever.
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
