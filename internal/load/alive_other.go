//go:build !unix

package load

import "net"

// quiet has no look at a socket here; a connection that ended while idle shows as reset.
func quiet(net.Conn) func() bool { return func() bool { return true } }
