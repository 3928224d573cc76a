package labs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"firedrill/internal/drill"
	"firedrill/internal/runner"
	"firedrill/internal/source"
	"firedrill/stack"
)

// Started is a lab that was started.
type Started struct {
	Lab     string  `json:"lab"`
	Run     string  `json:"run"`
	URL     string  `json:"url"`
	Seconds float64 `json:"seconds"` // until the first successful response through nginx
}

// Start starts a lab that stays up when this process ends. If that fails, everything that was started is removed. It is
// a source.Mistake if the lab is already up.
func Start(ctx context.Context, b *runner.Bench, lab stack.Lab) (Started, error) {
	if _, err := stack.Find(ctx, b.Engine, lab.Name); err == nil {
		return Started{}, source.Mistake{Message: fmt.Sprintf("lab %q is up already", lab.Name),
			Hint: "firedrill status shows it, firedrill down " + lab.Name + " removes it"}
	}
	session, err := b.Session(drill.Owner{Instance: lab.Name}, "")
	if err != nil {
		return Started{}, err
	}
	running, took, err := up(ctx, b, lab, session)
	if err != nil {
		return Started{}, errors.Join(err, session.End(ctx))
	}
	if err := errors.Join(running.Release(), session.Leave()); err != nil {
		return Started{}, err
	}
	port, err := running.SitePort(ctx)
	if err != nil {
		return Started{}, err
	}
	return Started{Lab: lab.Name, Run: b.RunID, URL: fmt.Sprintf("https://127.0.0.1:%d", port), Seconds: took.Seconds()}, nil
}

// up loads the images and starts the lab. It measures only the start.
func up(ctx context.Context, b *runner.Bench, lab stack.Lab, session *drill.Session) (*stack.Running, time.Duration, error) {
	images, err := b.Supply(ctx, lab, session.Journal)
	if err != nil {
		return nil, 0, err
	}
	began := time.Now()
	running, err := stack.Up(ctx, b.Engine, stack.Request{Lab: lab, Instance: lab.Name, Run: b.RunID, Kept: true, Images: images})
	return running, time.Since(began), err
}

// Text writes the lab's address and the next commands.
func (s Started) Text(w io.Writer) error {
	_, err := fmt.Fprintf(w, "lab %q is up in %.1fs: %s\n"+
		"next: curl -k %s%s\n      firedrill inject container.pause --on redis --for 20s --lab %s\n      firedrill down %s\n",
		s.Lab, s.Seconds, s.URL, s.URL, stack.ReadyPath, s.Lab, s.Lab)
	return err
}
