package settings

import (
	"fmt"
	"os"
	"strings"
)

// expandHome replaces a leading "~/" with the user's home folder. A shell does this only at the start of a word: not in
// "--history=~/x.db", and never in a file.
func expandHome(path string) string {
	rest, ok := strings.CutPrefix(path, "~/")
	home, err := os.UserHomeDir()
	if !ok || err != nil {
		return path
	}
	return home + "/" + rest
}

// checkPath refuses the home folder of another user ("~user"), which is not looked up.
func checkPath(path string) (message, hint string) {
	if !strings.HasPrefix(path, "~") || strings.HasPrefix(path, "~/") {
		return "", ""
	}
	return fmt.Sprintf("%q can't be expanded", path), "write the whole path, or ./" + path + " for a name that begins with ~"
}
