//go:build unix

package engine

import (
	"os/exec"
	"syscall"
)

// leaveTerminal keeps a Ctrl-C on the terminal from ending ssh before the lab was put back through it.
func leaveTerminal(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
