package stack

import (
	"context"
	"fmt"

	"firedrill/chaos"
	"firedrill/internal/engine"
	"firedrill/internal/worker"

	"golang.org/x/sync/errgroup"
)

// The database's data, and what is in it that is kept off a disk of its own: a database that can't write these gives up,
// and a disk that is full is to hurt who writes, not to end who reads.
const dataFolder = "/pgdata"

var logFolders = map[string]string{"wal": dataFolder + "/pg_wal", "logical": dataFolder + "/pg_logical"}

// hasDisk says that the database's data is on a disk of its own.
func (b blueprint) hasDisk() bool { return b.Lab.HasDisk() }

// disks plans the volumes of a database that has a disk of its own, which is the first.
func (b blueprint) disks() []engine.Volume {
	name := ContainerName(b.Instance, chaos.DiskKeeper)
	all := []engine.Volume{{Name: name, Size: b.Lab.Services[Postgres].Disk, Labels: b.labels("")}}
	for word := range logFolders {
		all = append(all, engine.Volume{Name: name + "-" + word, Labels: b.labels("")})
	}
	return all
}

// diskMounts are where these are in the database's container.
func (b blueprint) diskMounts() map[string]string {
	name := ContainerName(b.Instance, chaos.DiskKeeper)
	mounts := map[string]string{name: dataFolder}
	for word, folder := range logFolders {
		mounts[name+"-"+word] = folder
	}
	return mounts
}

// diskKeeper plans the container that keeps the disk when the database is down, and from which it is looked at and
// filled: what is filled in then does not count as the database's memory.
func (b blueprint) diskKeeper() engine.Container {
	size := b.Lab.Services[Postgres].Disk
	return engine.Container{Name: ContainerName(b.Instance, chaos.DiskKeeper), Labels: b.labels(chaos.DiskKeeper), Network: "none",
		Image: b.Images.Self, User: postgresUser, Entrypoint: []string{program}, Cmd: []string{worker.Command},
		Volumes: map[string]string{ContainerName(b.Instance, chaos.DiskKeeper): chaos.DiskFolder}, CPUs: 1, Memory: size + 64<<20, Pids: 64}
}

// startDatabase starts Postgres, and before it what it needs. The disk is mounted when the database's container is made,
// so that what the engine copies there from the image stays.
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

// Space tells how the database's own disk stands.
func (c Stress) Space(ctx context.Context) (chaos.Space, error) {
	got, err := c.ask(ctx, chaos.DiskKeeper, program, worker.Request{Space: chaos.DiskFolder})
	if err != nil {
		return chaos.Space{}, named("look at the disk of", Postgres, err)
	}
	return *got.Space, nil
}

// HasDisk says whether the database of a lab that is up has a disk of its own.
func HasDisk(ctx context.Context, e *engine.Engine, instance string) (bool, error) {
	all, err := e.List(ctx, LabelLab+"="+instance, LabelService+"="+chaos.DiskKeeper)
	return len(all) > 0, err
}
