//go:build unix

package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// interruptedFile names the file that the process under test writes when it has put everything back.
const interruptedFile = "FIREDRILL_TEST_INTERRUPTED"

// TestInterruptible_Child is the process that the test below sends signals to. It is no test of its own.
func TestInterruptible_Child(t *testing.T) {
	path := os.Getenv(interruptedFile)
	if path == "" {
		t.Skip("it is started by TestInterruptible_EverySignalLeavesTimeToPutThingsBack")
	}
	ctx, stop := interruptible(context.Background())
	defer stop()
	fmt.Println("ready")
	select {
	case <-ctx.Done():
	case <-time.After(time.Minute):
		t.Fatal("no signal came")
	}
	for range 100 { // whoever listened is gone
		fmt.Fprintln(os.Stdout, strings.Repeat("x", 1000))
		fmt.Fprintln(os.Stderr, strings.Repeat("x", 1000))
	}
	if err := os.WriteFile(path, []byte("put back"), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestInterruptible_EverySignalLeavesTimeToPutThingsBack(t *testing.T) {
	for _, sent := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(sent.String(), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "end")
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestInterruptible_Child$", "-test.v")
			cmd.Env = append(os.Environ(), interruptedFile+"="+path)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			errs, err := cmd.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			for lines := bufio.NewScanner(out); lines.Scan() && !strings.Contains(lines.Text(), "ready"); {
			}
			if err := cmd.Process.Signal(sent); err != nil {
				t.Fatal(err)
			}
			out.Close() // what it writes now goes nowhere
			errs.Close()
			waited := cmd.Wait()
			if text, err := os.ReadFile(path); err != nil || string(text) != "put back" {
				t.Errorf("it ended before it had put things back: %v, %v", waited, err)
			}
		})
	}
}
