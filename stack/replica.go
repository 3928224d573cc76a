package stack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"firedrill/chaos"
)

// replicaEvery is the pause between two checks of a starting replica.
const replicaEvery = 20 * time.Millisecond

// awaitReplica waits until the database's replica answers and replicates: the app may read from it after the lab's
// first successful response, and would otherwise report that it is down.
func (r *Running) awaitReplica(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyTime)
	defer cancel()
	for {
		err := r.follows(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for %q to follow %q: %w", Replica, Postgres, err)
		case <-time.After(replicaEvery):
		}
	}
}

// follows returns why the replica does not follow the database, nil if it does.
func (r *Running) follows(ctx context.Context) error {
	rows, err := stores{r}.Query(ctx, chaos.Query{At: Replica, As: chaos.AsAdmin,
		SQL: []string{"SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming'"}, Within: probeTime})
	if err == nil && len(rows) == 0 {
		err = errors.New("it answers, and receives nothing")
	}
	return err
}
