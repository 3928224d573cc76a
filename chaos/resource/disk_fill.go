package resource

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/poll"
	"firedrill/chaos/store"
	"firedrill/chaos/stress"
	"firedrill/internal/record"
)

var diskFillKind = chaos.Kind{
	Name:    "disk.fill",
	Family:  "disk",
	Summary: "fill the disk with the database's data",
	Manual: "A file takes all free space, and at once what becomes free later. What Postgres needs to write to keep running, " +
		"mainly its write-ahead log, is elsewhere: it keeps running, reads are served, and a write fails as soon as it " +
		"needs another page (\"No space left on device\"). After a restart it cannot write its lock file and ends. The " +
		"file is written by a program outside the database's container, which lives as long as its connection to the " +
		"process that injected the fault; the file is removed with it. Removing the file earlier also frees the space. A " +
		"drill gives its lab such a disk; a lab of \"firedrill up\" needs `disk: 192MiB` for postgres in labs.yaml.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortStress, chaos.PortSQL, chaos.PortProbes},
	Held:    true,
	Needs:   []chaos.Need{chaos.NeedExec, chaos.NeedDisk},
	Within:  store.ProofTime,
	Causes:  chaos.CausesDeath,
	Example: chaos.Example{On: chaos.InPostgres},
	New:     func() chaos.Fault { return &diskFill{} },
}

// diskFill fills the database's disk.
type diskFill struct {
	On string `param:"on" required:"true" doc:"the database, postgres"`
}

func (f *diskFill) Validate() []chaos.Problem { return store.CheckNames(f.On, chaos.InPostgres) }

// Amounts of free disk space.
const (
	nothingFree = 64 << 10 // as good as none: what became free in this moment
	someFree    = 4 << 20
)

func (f *diskFill) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	if _, err := t.Running(ctx, f.On); err != nil {
		return nil, err
	}
	s, err := t.Stress.Space(ctx)
	if err == nil && s.Free < someFree {
		err = fmt.Errorf("the disk of %q is full already: %s", f.On, s)
	}
	if err == nil {
		err = connects(ctx, t)
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(stress.New(chaos.Work{Fill: chaos.DiskFolder}))
}

// connects opens a new connection. The first one after some changes writes Postgres's file of cached relations; where that
// happens on a full disk, connections are refused, and not writes alone.
func connects(ctx context.Context, t *chaos.Target) error {
	if read := reads.Healthy(ctx, t.SQL); !read.OK {
		return fmt.Errorf("the database does not serve reads: %s", read.Saw)
	}
	return nil
}

// writes is a write of the app's role that needs new pages, and leaves nothing.
var writes = store.AppProbe{SQL: []string{"CREATE TEMP TABLE written AS SELECT repeat(md5(n::text), 100) FROM generate_series(1, 100) n"}, Codes: []string{"53100"}}

// reads is a read that needs no new page.
var reads = store.AppProbe{SQL: []string{"SELECT 1 FROM products LIMIT 1"}}

func (f *diskFill) Prove(ctx context.Context, t *chaos.Target, undo chaos.Undo) chaos.Proof {
	on, _ := running(ctx, t, chaos.DiskKeeper, undo)
	full, _ := f.free(ctx, t)
	written, read := writes.Damaged(ctx, t.SQL), reads.Healthy(ctx, t.SQL)
	return chaos.Proof{
		Mechanism: record.Check{OK: on.OK && full.OK, Saw: on.Saw + "; " + full.Saw},
		Effect: record.Check{OK: written.OK && read.OK || cacheRefused(written.Saw) && cacheRefused(read.Saw),
			Saw: "a write: " + written.Saw + "; a read: " + read.Saw},
	}
}

// cacheRefused says that a connection was refused because Postgres could not write its file of cached relations. Postgres
// drops that file when a system table was vacuumed, and then needs space for every new connection.
func cacheRefused(saw string) bool { return strings.Contains(saw, "could not write init file") }

// free checks the free space of the disk.
func (f *diskFill) free(ctx context.Context, t *chaos.Target) (full, roomy record.Check) {
	s, err := t.Stress.Space(ctx)
	if err != nil {
		return record.Check{Saw: err.Error()}, record.Check{Saw: err.Error()}
	}
	return record.Check{OK: s.Free < nothingFree, Saw: s.String()}, record.Check{OK: s.Free >= someFree, Saw: s.String()}
}

// reviveTime bounds the wait for a database that was starting while the disk was full.
const reviveTime = 10 * time.Second

// Revert frees the space, and starts a database that crashed without it.
func (f *diskFill) Revert(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	if err := stop(ctx, t, chaos.DiskKeeper, undo); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, reviveTime)
	defer cancel()
	for {
		s, err := t.Containers.State(ctx, f.On)
		if err != nil || s.Status != chaos.StatusRunning && s.Status != chaos.StatusExited {
			return err
		}
		if s.Status == chaos.StatusExited {
			return f.restart(ctx, t, s)
		}
		if a := t.Probe(ctx, f.On); a.OK || !poll.Sleep(ctx, 4*poll.Every) {
			return nil
		}
	}
}

// restart starts a database that crashed, not one that someone stopped.
func (f *diskFill) restart(ctx context.Context, t *chaos.Target, s chaos.State) error {
	if s.ExitCode == 0 {
		return nil
	}
	return t.Containers.Start(ctx, f.On)
}

func (f *diskFill) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	_, gone := running(ctx, t, chaos.DiskKeeper, undo)
	_, roomy := f.free(ctx, t)
	if !gone.OK || !roomy.OK {
		return record.Check{Saw: gone.Saw + "; " + roomy.Saw}
	}
	written := writes.Healthy(ctx, t.SQL)
	return record.Check{OK: written.OK, Saw: gone.Saw + "; " + roomy.Saw + "; a write: " + written.Saw}
}

func (f *diskFill) Claims() []chaos.Claim { return chaos.Exclusive("the free disk space of %q", f.On) }

func (f *diskFill) Inject(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	return start(ctx, t, chaos.DiskKeeper, undo)
}

// Acts checks whether the program runs.
func (f *diskFill) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	return acts(ctx, t, chaos.DiskKeeper, undo)
}
