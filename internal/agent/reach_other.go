//go:build !linux

package agent

import "net"

// unacknowledged is unknown here; agents run on Linux.
func unacknowledged(*net.TCPConn) (int, error) { return 0, nil }
