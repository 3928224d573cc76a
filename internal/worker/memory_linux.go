package worker

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// ballast is memory that is charged to the container but to no process.
type ballast struct {
	file *os.File
	was  []byte // previous oom_score_adj of the container's first process
}

// take allocates memory so that the kernel kills the container's first process when memory is short. Memory in a
// tmpfs file is not charged to the process that wrote it, so the OOM killer chooses the process whose score is
// raised.
func take(size int64) (*ballast, error) {
	fd, err := unix.MemfdCreate("", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("take memory: %w", err)
	}
	t := &ballast{file: os.NewFile(uintptr(fd), "memory")}
	if t.was, err = os.ReadFile(killOrder(first)); err == nil {
		err = dispensable(first)
	}
	if err != nil {
		return t, err
	}
	page := make([]byte, 1<<20)
	for n := int64(0); n < size; n += int64(len(page)) {
		if _, err := t.file.Write(page); err != nil {
			return t, fmt.Errorf("take memory: %w", err)
		}
	}
	return t, nil
}

// giveBack frees the memory, and restores the first process's OOM score.
func (t *ballast) giveBack() error {
	if t == nil {
		return nil
	}
	return errors.Join(t.file.Close(), os.WriteFile(killOrder(first), bytes.TrimSpace(t.was), 0))
}
