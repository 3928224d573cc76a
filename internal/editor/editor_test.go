package editor

import (
	"io"
	"os"
	"strings"
	"testing"
)

func edit(t *testing.T, program string) (string, error) {
	t.Helper()
	getenv := func(name string) string { return map[string]string{"EDITOR": program}[name] }
	e := Editor{Getenv: getenv, Environ: os.Environ(), Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard}
	return e.Edit(t.Context(), "env", "A=1\n")
}

func TestEdit(t *testing.T) {
	if got, err := edit(t, "sed -i s/1/2/"); err != nil || got != "A=2\n" {
		t.Errorf("got %q, %v", got, err)
	}
	for program, want := range map[string]string{"true": "nothing was changed", "false": `editor "false": exit status 1`, "'": "the variable"} {
		if _, err := edit(t, program); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", program, err, want)
		}
	}
}
