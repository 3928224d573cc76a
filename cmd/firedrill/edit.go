package main

import (
	"context"

	"firedrill/internal/editor"
	"firedrill/internal/plain"
)

// edit lets the user change a text in an editor.
func (a *app) edit(ctx context.Context, text, name string) (string, error) {
	e := editor.Editor{Getenv: a.getenv, Environ: a.environ, Stdin: a.stdin, Stdout: plain.Raw(a.stdout), Stderr: plain.Raw(a.stderr)}
	return e.Edit(ctx, name, text)
}
