package labs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"firedrill/internal/drill"
	"firedrill/internal/engine"
	"firedrill/internal/source"
	"firedrill/stack"
)

// StartRequest asks for a lab that stays up when this process ends.
type StartRequest struct {
	Engine   *engine.Engine
	Lab      stack.Lab
	Run      string
	Begin    func(drill.Owner) (*drill.Session, error) // opens the run's session
	Progress func(line string)
}

// Started is a lab that was started.
type Started struct {
	Lab     string  `json:"lab"`
	Run     string  `json:"run"`
	URL     string  `json:"url"`
	Seconds float64 `json:"seconds"` // until the first good answer through nginx
}

// CheckNotUp returns a source.Mistake if the lab is up already.
func CheckNotUp(ctx context.Context, e *engine.Engine, name string) error {
	if _, err := stack.Find(ctx, e, name); err != nil {
		return nil // whatever keeps it from being found will be met again at the start
	}
	return source.Mistake{Message: fmt.Sprintf("lab %q is up already", name),
		Hint: "firedrill status shows it, firedrill down " + name + " removes it"}
}

// Start starts a lab. If that fails, what was started is removed.
func Start(ctx context.Context, r StartRequest) (Started, error) {
	session, err := r.Begin(drill.Owner{Instance: r.Lab.Name})
	if err != nil {
		return Started{}, err
	}
	running, took, err := r.up(ctx, session)
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
	return Started{Lab: r.Lab.Name, Run: r.Run, URL: fmt.Sprintf("https://127.0.0.1:%d", port), Seconds: took.Seconds()}, nil
}

// up supplies the images and starts the lab. It measures the start alone.
func (r StartRequest) up(ctx context.Context, session *drill.Session) (*stack.Running, time.Duration, error) {
	images, _, err := stack.Supply(ctx, r.Engine, stack.SupplyRequest{Lab: r.Lab, Run: r.Run, Progress: r.Progress})
	if err != nil {
		return nil, 0, err
	}
	if err := session.Journal.Uses(images.Self); err != nil {
		return nil, 0, err
	}
	began := time.Now()
	running, err := stack.Up(ctx, r.Engine, stack.Request{Lab: r.Lab, Instance: r.Lab.Name, Run: r.Run, Kept: true, Images: images})
	return running, time.Since(began), err
}

// Text writes the lab's address and the next commands.
func (s Started) Text(w io.Writer) error {
	_, err := fmt.Fprintf(w, "lab %q is up in %.1fs: %s\n"+
		"next: curl -k %s/products/1\n      firedrill inject container.pause --on redis --for 20s --lab %s\n      firedrill down %s\n",
		s.Lab, s.Seconds, s.URL, s.URL, s.Lab, s.Lab)
	return err
}
