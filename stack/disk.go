package stack

import (
	"context"
	"fmt"

	"firedrill/chaos"
	"firedrill/internal/engine"
	"firedrill/internal/worker"

	"golang.org/x/sync/errgroup"
)

// The database's data folder, and the files in it that stay off the limited disk: without write access to these,
// Postgres stops. A full disk must only block writes, not end reads.
const dataFolder = "/pgdata"

var logFolders = map[string]string{"wal": dataFolder + "/pg_wal", "logical": dataFolder + "/pg_logical"}

// hasDisk reports that the database's data is on a disk of its own.
func (b blueprint) hasDisk() bool { return b.Lab.HasDisk() }

// disks plans the volumes of a database with a disk of its own. The disk is the first one.
func (b blueprint) disks() []engine.Volume {
	name := ContainerName(b.Instance, chaos.DiskKeeper)
	all := []engine.Volume{{Name: name, Size: b.Lab.Services[Postgres].Disk, Labels: b.labels("")}}
	for word := range logFolders {
		all = append(all, engine.Volume{Name: name + "-" + word, Labels: b.labels("")})
	}
	return all
}

// diskMounts returns the mount points of these volumes in the database's container.
func (b blueprint) diskMounts() map[string]string {
	name := ContainerName(b.Instance, chaos.DiskKeeper)
	mounts := map[string]string{name: dataFolder}
	for word, folder := range logFolders {
		mounts[name+"-"+word] = folder
	}
	return mounts
}

// diskKeeper plans the container that keeps the disk mounted while the database is down. The disk is inspected and
// filled from it, so that the fill data does not count as memory of the database.
func (b blueprint) diskKeeper() engine.Container {
	size := b.Lab.Services[Postgres].Disk
	return engine.Container{Name: ContainerName(b.Instance, chaos.DiskKeeper), Labels: b.labels(chaos.DiskKeeper), Network: "none",
		Image: b.Images.Self, User: postgresUser, Entrypoint: []string{program}, Cmd: []string{worker.Command},
		Volumes: map[string]string{ContainerName(b.Instance, chaos.DiskKeeper): chaos.DiskFolder}, CPUs: 1, Memory: size + 64<<20, Pids: 64}
}

// startDatabase starts Postgres and what it depends on. The disk is mounted before the database's container is created,
// so that the files that the engine copies to it from the image persist.
func (r *Running) startDatabase(ctx context.Context, b blueprint, c engine.Container) error {
	if b.hasDisk() {
		group, gctx := errgroup.WithContext(ctx)
		for _, v := range b.disks() {
			group.Go(func() error {
				return whole(gctx, func(ctx context.Context) error { return r.engine.CreateVolume(ctx, v) })
			})
		}
		if err := group.Wait(); err != nil {
			return fmt.Errorf("make the disk of %q: %w", Postgres, err)
		}
		if _, err := r.engine.Start(ctx, b.diskKeeper()); err != nil {
			return err
		}
	}
	_, err := r.engine.Start(ctx, c)
	return err
}

// Space returns the usage of the database's own disk.
func (c Stress) Space(ctx context.Context) (chaos.Space, error) {
	got, err := c.ask(ctx, chaos.DiskKeeper, program, worker.Request{Space: chaos.DiskFolder})
	if err != nil {
		return chaos.Space{}, named("look at the disk of", Postgres, err)
	}
	return *got.Space, nil
}

// HasDisk reports whether the database of a running lab has a disk of its own.
func HasDisk(ctx context.Context, e *engine.Engine, instance string) (bool, error) {
	all, err := e.List(ctx, LabelLab+"="+instance, LabelService+"="+chaos.DiskKeeper)
	return len(all) > 0, err
}
