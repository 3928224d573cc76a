package scenarios

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"firedrill/internal/source"
)

// Create writes a complete scenario with comments to the file NAME.yaml, and returns the file's name. It never overwrites
// a file. The error is a source.Mistake if the name can't be used.
func Create(name string, c Catalogue) (file string, err error) {
	file = strings.TrimSuffix(name, ".yaml") + ".yaml"
	if _, err := Parse(file, Start, c); err != nil {
		return "", err // the name of a file is the name of its scenario
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return "", source.Mistake{Message: fmt.Sprintf("there is a %q already", file), Hint: "choose another name, or edit that one"}
	}
	if err != nil {
		return "", err
	}
	_, err = f.Write(Start)
	return file, errors.Join(err, f.Close())
}
