package plain

import "github.com/mattn/go-isatty"

// Terminal says that w is one.
func Terminal(w any) bool {
	f, ok := w.(interface{ Fd() uintptr })
	return ok && isatty.IsTerminal(f.Fd())
}
