package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// interruptible returns a context that ends with SIGINT, SIGTERM or SIGHUP, so that whatever runs puts everything back and
// writes how it ended. SIGHUP stays ignored where it was, as under nohup. SIGPIPE does not end the process: a write to a
// closed pipe is an error like any other, and standard output may be closed long before a lab is put back.
func interruptible(parent context.Context) (ctx context.Context, stop func()) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, cancel := signal.NotifyContext(parent, signals...)
	pipes := make(chan os.Signal, 1) // nobody reads it; signal.Ignore would be inherited by programs that are started
	signal.Notify(pipes, syscall.SIGPIPE)
	return ctx, func() { cancel(); signal.Stop(pipes) }
}
