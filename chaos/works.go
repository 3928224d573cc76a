package chaos

import (
	"context"
	"errors"
	"time"
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

func WorkOf(lab Lab) (WorkLab, error) {
	if w, ok := lab.Containers().(WorkLab); ok {
		return w, nil
	}
	return nil, errors.New("nothing can work beside the processes of the lab's containers")
}
