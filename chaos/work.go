package chaos

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"firedrill/internal/record"
)

// WorkLab is what containers offer beside whose own processes one of ours can work, within the same limits.
type WorkLab interface {
	// Work begins a work under an id, and returns when it is under way. It ends with Rest, with this process, with the
	// container, and by itself when its time is up. Once begun, it is not cancelled.
	Work(ctx context.Context, service, id string, w Work) error
	// Working says whether it goes on.
	Working(ctx context.Context, service, id string) (bool, error)
	// Rest ends it, whichever process began it, and removes what it left. One that is not known has ended already.
	Rest(ctx context.Context, service, id string) error
}

// Work is what is to be done.
type Work struct {
	Spin   int           `json:"spin,omitempty"`   // threads that compute
	Hold   int64         `json:"hold,omitempty"`   // bytes of memory to keep; where memory is short, who keeps them is killed
	Take   int64         `json:"take,omitempty"`   // bytes of memory to take; where it is short, the container's first process is killed
	Fill   string        `json:"fill,omitempty"`   // a folder whose disk is to be filled, and kept full
	Within time.Duration `json:"within,omitempty"` // it ends by itself after this
}

// workTime is after how long a work ends by itself, whatever became of everything else.
const workTime = time.Hour

func workOf(lab Lab) (WorkLab, error) {
	if w, ok := lab.Containers().(WorkLab); ok {
		return w, nil
	}
	return nil, errors.New("nothing can work beside the processes of the lab's containers")
}

// worked is what the faults do that have something work beside a service.
type worked struct {
	where func() string // the container that it works in
}

// workUndo names a work, and tells how it was before.
type workUndo struct {
	ID   string        `json:"id"`
	Work Work          `json:"work"`
	Was  time.Duration `json:"was,omitempty"` // how long an answer took
	Use  Use           `json:"use,omitzero"`  // what the container had used
}

// newWork names a work. What lists a container's processes shows the name, so it says nothing.
func newWork(w Work) workUndo {
	w.Within = workTime
	return workUndo{ID: strings.ToLower(rand.Text()[:8]), Work: w}
}

func readWork(lab Lab, undo Undo) (u workUndo, w WorkLab, err error) {
	if err = json.Unmarshal(undo, &u); err != nil {
		return u, nil, fmt.Errorf("undo: %w", err)
	}
	w, err = workOf(lab)
	return u, w, err
}

func (f *worked) Inject(ctx context.Context, lab Lab, undo Undo) error {
	u, w, err := readWork(lab, undo)
	if err != nil {
		return err
	}
	return w.Work(ctx, f.where(), u.ID, u.Work)
}

func (f *worked) Revert(ctx context.Context, lab Lab, undo Undo) error {
	u, w, err := readWork(lab, undo)
	if err != nil {
		return err
	}
	return w.Rest(ctx, f.where(), u.ID)
}

// working looks whether the work goes on. What cannot be seen neither goes on nor is gone.
func (f *worked) working(ctx context.Context, lab Lab, undo Undo) (on, gone record.Check) {
	u, w, err := readWork(lab, undo)
	there := false
	if err == nil {
		there, err = w.Working(ctx, f.where(), u.ID)
	}
	if err != nil {
		return record.Check{Saw: err.Error()}, record.Check{Saw: err.Error()}
	}
	saw := fmt.Sprintf("no process %q", u.ID)
	if there {
		saw = fmt.Sprintf("process %q is there", u.ID)
	}
	return record.Check{OK: there, Saw: saw}, record.Check{OK: !there, Saw: saw}
}
