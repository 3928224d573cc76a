package drill

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"firedrill/internal/engine"
	"firedrill/stack"
)

// Session makes one run safe: its journal, the watchdog that undoes the run if this process dies, and the
// registration by which a later clean-up finds it if both die. It exists before the run creates its first container.
type Session struct {
	Owner   Owner
	Journal *Journal

	home     Home
	engine   *engine.Engine
	watchdog *Watchdog
}

// SessionRequest holds the arguments of Begin.
type SessionRequest struct {
	Owner  Owner
	Home   Home
	Dir    string // the run's folder; "": none
	Engine *engine.Engine
	Binary string   // our own binary, run as the watchdog
	Env    []string // environment of the watchdog
}

// journalFile is the name of a run's journal in its folder.
const journalFile = "journal.jsonl"

// NewRunID names a run by its time, so that runs sort, and by a word, so that concurrent runs differ.
func NewRunID(now time.Time, word string) string {
	return now.UTC().Format("20060102-150405") + "-" + word
}

// Begin opens a session.
func Begin(r SessionRequest) (*Session, error) {
	r.Owner.PID = os.Getpid()
	if !r.Owner.Kept {
		r.Owner.Lab = r.Owner.Run
	}
	path := r.Home.JournalPath(r.Owner.Run)
	if r.Dir != "" {
		path = filepath.Join(r.Dir, journalFile)
	}
	j, err := CreateJournal(path, r.Owner)
	if err != nil {
		return nil, err
	}
	s := &Session{Owner: r.Owner, Journal: j, home: r.Home, engine: r.Engine}
	r.Engine.OnRepeat(j.Repeated)
	if err := r.Home.Add(r.Owner.Run, path); err != nil {
		return nil, errors.Join(err, j.Finish())
	}
	s.watchdog, err = StartWatchdog(r.Binary, []string{"watchdog", "--engine", r.Owner.Engine, path}, r.Env)
	if err != nil {
		return nil, errors.Join(err, j.Finish(), r.Home.Drop(r.Owner.Run))
	}
	return s, nil
}

// End removes the run's own containers and closes the session. What could not be removed stays registered for the
// next clean-up, and so does a fault on a kept lab that was not confirmed gone.
func (s *Session) End(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	err := stack.Remove(ctx, s.engine, stack.LabelRun+"="+s.Owner.Run)
	s.Journal.Removed(err)
	if err == nil {
		err = s.home.dropLab(s.Owner)
	}
	if err == nil && len(s.Journal.Open()) > 0 && isUp(ctx, s.engine, s.Owner) {
		return s.Abandon()
	}
	return errors.Join(s.close(err), s.home.Changes(s.Owner.Run).Remove())
}

// dropLab removes the stored files of a removed lab that a run brought up.
func (h Home) dropLab(o Owner) error {
	if o.Kept {
		return nil
	}
	err := os.Remove(h.admissionLock(o.Instance))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// Leave closes a session whose containers stay up on purpose.
func (s *Session) Leave() error { return s.close(nil) }

// Abandon ends this process's part and leaves the journal open: its faults stay in force until someone reverts them.
func (s *Session) Abandon() error {
	s.Journal.Left()
	return errors.Join(s.Journal.Close(), s.watchdog.Dismiss())
}

func (s *Session) close(err error) error {
	if err != nil {
		err = errors.Join(fmt.Errorf("run %q left something: %w", s.Owner.Run, err), s.Journal.Close())
	} else {
		err = errors.Join(s.Journal.Finish(), s.home.Drop(s.Owner.Run))
	}
	return errors.Join(err, s.watchdog.Dismiss())
}
