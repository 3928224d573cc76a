package history

import (
	"bytes"
	"context"
	"errors"
	"time"

	"firedrill/internal/grade"
	"firedrill/internal/report"
	"firedrill/internal/source"
)

// keepTime bounds the time to store the result of a finished drill.
const keepTime = 10 * time.Second

// Keep adds a result. It does so even if ctx has ended, because the drill is finished. The error carries no hint.
func (p Place) Keep(ctx context.Context, r *grade.Result) error {
	var text bytes.Buffer
	if err := report.JSON(&text, r); err != nil {
		return err
	}
	return p.keep(ctx, func(ctx context.Context, s Store) error { return s.Add(ctx, Of(r, text.Bytes())) })
}

// KeepRound adds a round in the same way.
func (p Place) KeepRound(ctx context.Context, r Round) error {
	return p.keep(ctx, func(ctx context.Context, s Store) error { return s.Rounds().Add(ctx, r) })
}

func (p Place) keep(ctx context.Context, add func(context.Context, Store) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
	defer cancel()
	s, err := p.Open(ctx)
	if m, ok := errors.AsType[source.Mistake](err); ok {
		return errors.New(m.Message) // the caller's warning has its own hint
	}
	if err != nil {
		return err
	}
	defer s.Close()
	return add(ctx, s)
}
