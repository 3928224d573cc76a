//go:build unix

package engine

import (
	"os/exec"
	"syscall"
)

// leaveTerminal puts ssh in its own process group. Otherwise Ctrl-C would end ssh before the lab is restored through
// it.
func leaveTerminal(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
