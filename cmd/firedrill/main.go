// Command firedrill starts a real stack in containers, breaks it on purpose, grades what users saw and puts everything
// back. Each file holds one command, or commands of one shape.
package main

import (
	"context"
	"io"
	"os"
	"sync/atomic"

	"firedrill/internal/plain"
)

// version is set by the linker.
var version = "dev"

func main() {
	ctx, stop := interruptible(context.Background())
	code := run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program: everything that it needs from the outside comes in, what it says goes out, and it returns the exit
// code.
func run(ctx context.Context, args, environ []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{stdin: stdin, stdout: safe(stdout), stderr: safe(stderr), environ: environ, repeats: &repeats{}, began: &atomic.Bool{}}
	if !plain.Terminal(stdout) {
		a.output = &output{to: stdout}
		a.stdout = a.output
	}
	cmd := a.root()
	cmd.SetArgs(args)
	return a.exit(cmd.ExecuteContext(ctx))
}
