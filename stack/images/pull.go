package images

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Times without a message after which a pull is aborted.
const (
	answerTime = 5 * time.Second // before the first message
	stallTime  = time.Minute     // after any later message
)

// pullAll pulls images in parallel. The pull is also the only reliable test for a registry, because the engine must
// reach it over its own network, proxy and mirror.
func pullAll(ctx context.Context, store Store, refs []string) []error {
	out := make([]error, len(refs))
	var wait sync.WaitGroup
	for i, ref := range refs {
		wait.Go(func() { out[i] = pullOne(ctx, store, ref) })
	}
	wait.Wait()
	return out
}

func pullOne(ctx context.Context, store Store, ref string) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var answered atomic.Bool
	quiet := time.AfterFunc(answerTime, func() { cancel(errSilent) })
	defer quiet.Stop()
	err := store.Pull(ctx, ref, func(string) {
		answered.Store(true)
		quiet.Reset(stallTime)
	})
	if err != nil && errors.Is(context.Cause(ctx), errSilent) {
		err = errNoAnswer
		if answered.Load() {
			err = fmt.Errorf("the registry said nothing for %s", stallTime)
		}
	}
	return err
}

var (
	errSilent   = errors.New("no message from the registry")
	errNoAnswer = fmt.Errorf("no registry answered in %s", answerTime)
)
