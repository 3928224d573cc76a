package worker

import (
	"fmt"
	"syscall"

	"firedrill/chaos"
)

// space returns the free and total space of the disk that holds a folder.
func space(folder string) (chaos.Space, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return chaos.Space{}, fmt.Errorf("space of %q: %w", folder, err)
	}
	return chaos.Space{Size: int64(s.Blocks) * s.Bsize, Free: int64(s.Bavail) * s.Bsize}, nil
}
