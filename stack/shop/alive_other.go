//go:build !unix

package shop

import "net"

// alive cannot be checked without a round trip here. The shop itself runs on Linux; this version only lets the command
// line build.
func alive(net.Conn) bool { return true }
