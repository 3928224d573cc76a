package plain

import "github.com/mattn/go-isatty"

// Terminal reports whether w is a terminal.
func Terminal(w any) bool {
	f, ok := w.(interface{ Fd() uintptr })
	return ok && isatty.IsTerminal(f.Fd())
}
