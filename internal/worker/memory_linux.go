package worker

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// taken is memory that no process is held to have, though the container has it.
type taken struct {
	file *os.File
	was  []byte // how soon the kernel would have killed the container's first process
}

// take takes memory in a way that has the kernel kill the container's first process when it is short. What is in a file of
// memory does not count for who wrote it, so that the killer's eye is on whom it was pointed to.
func take(size int64) (*taken, error) {
	fd, err := unix.MemfdCreate("", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("take memory: %w", err)
	}
	t := &taken{file: os.NewFile(uintptr(fd), "memory")}
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

// giveBack gives the memory back, and has the first process be one as any other again.
func (t *taken) giveBack() error {
	if t == nil {
		return nil
	}
	return errors.Join(t.file.Close(), os.WriteFile(killOrder(first), bytes.TrimSpace(t.was), 0))
}
