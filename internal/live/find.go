package live

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"firedrill/internal/source"
)

const socketSuffix = ".sock"

// Socket is the path of the socket of a lab under load.
func Socket(folder, lab string) string { return filepath.Join(folder, lab+socketSuffix) }

// Find returns the view of the users of a lab under load; for "", of the only such lab. Without such a load the error
// is a source.Mistake.
func Find(ctx context.Context, folder, lab string) (UsersView, error) {
	lab, err := loaded(folder, lab)
	if err != nil {
		return UsersView{}, err
	}
	v, err := AskUsers(ctx, Socket(folder, lab))
	if errors.Is(err, ErrNoLoad) {
		return v, source.Mistake{Message: fmt.Sprintf("no load runs on lab %q", lab), Hint: "firedrill run SCENARIO --lab " + lab + " --reuse sends one"}
	}
	return v, err
}

// loaded returns the named lab, or the only one under load.
func loaded(folder, lab string) (string, error) {
	if lab != "" {
		return lab, nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	var labs []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), socketSuffix); ok {
			labs = append(labs, name)
		}
	}
	switch len(labs) {
	case 0:
		return "", source.Mistake{Message: "no load runs", Hint: "firedrill run, firedrill oncall and firedrill class send one"}
	case 1:
		return labs[0], nil
	}
	return "", source.Mistake{Message: fmt.Sprintf("a load runs on more than one lab: %q", labs), Hint: "use --lab LAB"}
}
