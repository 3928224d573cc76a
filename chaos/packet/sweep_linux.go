package packet

import (
	"errors"
	"fmt"
	"strings"

	"github.com/google/nftables"
	"golang.org/x/sys/unix"
)

// Sweep removes the tables that processes of ours left behind, which happens only where the kernel knows no owners. One
// whose owner lives is left alone. It returns the names of what it removed.
func Sweep() ([]string, error) {
	conn, err := nftables.New()
	if err != nil {
		return nil, fmt.Errorf("%w: nftables: %w", ErrKernel, err)
	}
	tables, err := conn.ListTables()
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	var removed []string
	var errs []error
	for _, t := range tables {
		if !strings.HasPrefix(t.Name, tablePrefix) {
			continue
		}
		conn.DelTable(t)
		switch err := conn.Flush(); {
		case err == nil:
			removed = append(removed, t.Name)
		case !errors.Is(err, unix.EPERM) && !errors.Is(err, unix.ENOENT):
			errs = append(errs, fmt.Errorf("remove table %q: %w", t.Name, err))
		}
	}
	return removed, errors.Join(errs...)
}
