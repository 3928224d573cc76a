package packet

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/nftables"
	"golang.org/x/sys/unix"
)

// Sweep removes the tables that processes of ours left behind, which happens only if the kernel does not support table owners: all
// of them, or those of the given ids. A table whose owner lives is left alone. It returns the names of what it removed. It also
// releases lines to which no table directs packets any more, and lookups that a table redirected to nobody.
func Sweep(ids ...string) ([]string, error) {
	conn, tables, err := ours()
	if err != nil {
		return nil, err
	}
	var removed []string
	var errs []error
	for _, t := range tables {
		if len(ids) > 0 && !slices.Contains(ids, strings.TrimPrefix(t.Name, tablePrefix)) {
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
	if _, err := FlushOrphaned(); err != nil && !errors.Is(err, ErrKernel) { // without the table there is no redirect either
		errs = append(errs, err)
	}
	return removed, errors.Join(append(errs, tidy())...)
}

// Clear removes all that processes of ours left behind: their tables, and then what these sent packets into.
func Clear() error {
	_, err := Sweep()
	return errors.Join(err, tidy())
}

// Standing reports whether anything of a damage is in the namespace, whichever process added it.
func Standing(id string) (bool, error) {
	_, tables, err := ours()
	return slices.ContainsFunc(tables, func(t *nftables.Table) bool { return t.Name == tablePrefix+id }), err
}

// ours lists the tables in the namespace that this package created.
func ours() (*nftables.Conn, []*nftables.Table, error) {
	conn, err := nftables.New()
	if err != nil {
		return nil, nil, fmt.Errorf("%w: nftables: %w", ErrKernel, err)
	}
	tables, err := conn.ListTables()
	if err != nil {
		return nil, nil, fmt.Errorf("list tables: %w", err)
	}
	return conn, slices.DeleteFunc(tables, func(t *nftables.Table) bool { return !strings.HasPrefix(t.Name, tablePrefix) }), nil
}
