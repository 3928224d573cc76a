package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"firedrill/internal/plain"

	"github.com/mattn/go-shellwords"
)

// edit hands a text to the user's editor, and returns what it was made into. The file that it lies in meanwhile is the
// user's alone, for it may hold secrets.
func (a *app) edit(ctx context.Context, text, name string) (string, error) {
	words, err := shellwords.Parse(first(a.getenv("VISUAL"), a.getenv("EDITOR"), "vi"))
	if err != nil || len(words) == 0 {
		return "", usageError{"the variable \"EDITOR\" names no program", "EDITOR=vi"}
	}
	dir, err := os.MkdirTemp("", "edit-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, words[0], append(words[1:], path)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = a.stdin, plain.Raw(a.stdout), plain.Raw(a.stderr), a.environ
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("editor %q: %w", words[0], err)
	}
	changed, err := os.ReadFile(path)
	if err == nil && string(changed) == text {
		err = errors.New("nothing was changed")
	}
	return string(changed), err
}
