// Package editor lets a person edit a text in their own editor.
package editor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"firedrill/internal/source"

	"github.com/mattn/go-shellwords"
)

// Editor is the program named by $VISUAL or $EDITOR, and its terminal.
type Editor struct {
	Getenv         func(string) string
	Environ        []string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// Edit opens a text in the editor and returns the changed text. The temporary file is readable only by this user,
// because it may hold secrets. An unchanged text is an error.
func (e Editor) Edit(ctx context.Context, name, text string) (string, error) {
	words, err := shellwords.Parse(cmp.Or(e.Getenv("VISUAL"), e.Getenv("EDITOR"), "vi"))
	if err != nil || len(words) == 0 {
		return "", source.Mistake{Message: "the variable \"EDITOR\" names no program", Hint: "EDITOR=vi"}
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
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = e.Stdin, e.Stdout, e.Stderr, e.Environ
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("editor %q: %w", words[0], err)
	}
	changed, err := os.ReadFile(path)
	if err == nil && string(changed) == text {
		err = errors.New("nothing was changed")
	}
	return string(changed), err
}
