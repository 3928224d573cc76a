package chaos

import (
	"context"
	"errors"
	"fmt"
)

// DiskLab is what containers offer of which one keeps its data on a disk of its own.
type DiskLab interface {
	// Space tells how that disk stands.
	Space(ctx context.Context) (Space, error)
}

// Space is how a disk stands, in bytes.
type Space struct {
	Size int64 `json:"size"`
	Free int64 `json:"free"`
}

// Where a lab whose database has a disk of its own keeps it: a container that does nothing else, so that the disk outlives a
// restart of the database.
const (
	DiskKeeper = "disk"
	DiskFolder = "/disk"
)

// NeedDisk is met where the database's data is on a disk of its own.
const NeedDisk Need = "lab:disk"

func DiskOf(lab Lab) (DiskLab, error) {
	if d, ok := lab.Containers().(DiskLab); ok {
		return d, nil
	}
	return nil, errors.New("the lab's disks can't be looked at")
}

// String says how a disk stands in a report.
func (s Space) String() string {
	return fmt.Sprintf("%.1f of %.1f MB are free", float64(s.Free)/1e6, float64(s.Size)/1e6)
}
