package history

import (
	"context"
	"database/sql"
	"net/url"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite" in pure Go: the binary stays static
)

// openFile opens a history in a file. Its folder must exist. Several processes may write at the same time: each
// transaction waits up to ten seconds for the lock. It takes the lock at its start, so that two transactions that read
// first do not deadlock. No write-ahead log is used, because it needs a file system with shared memory.
func openFile(ctx context.Context, at string) (Store, error) {
	path, err := filepath.Abs(at)
	if err != nil {
		return nil, err
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: "_pragma=busy_timeout(10000)&_txlock=immediate"}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, db, ""); err != nil {
		db.Close()
		return nil, err
	}
	return &table{db: db, bind: func(text string) string { return text }}, nil
}
