package history

import (
	"context"
	"database/sql"
	"net/url"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite", in Go alone: the binary stays static
)

// openFile opens a history in a file, whose folder must exist. Others may write to it at the same moment: each write waits up to ten seconds for
// the one before, and takes its lock when it begins, so that two that read first can't stand in each other's way. There is
// no write-ahead log, which would need a file system that shares memory.
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
