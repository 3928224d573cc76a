//go:build !unix

package shop

import "net"

// alive can't be told without a round trip here. The shop itself runs on Linux; this lets the command line build.
func alive(net.Conn) bool { return true }
