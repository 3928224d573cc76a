//go:build unix

package drill

import "syscall"

// ownSession detaches a process from our terminal and process group.
func ownSession() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
