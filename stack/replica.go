package stack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"firedrill/chaos"
)

// replicaEvery is the pause between two looks at a replica that is coming up.
const replicaEvery = 20 * time.Millisecond

// awaitReplica waits until the database's replica answers and follows: reads may go there from the lab's first good
// answer on, and before that they would say that it is gone.
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

// follows says why the replica does not follow the database, if so.
func (r *Running) follows(ctx context.Context) error {
	rows, err := stores{r}.Query(ctx, chaos.Query{At: Replica, As: chaos.AsAdmin,
		SQL: []string{"SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming'"}, Within: probeTime})
	if err == nil && len(rows) == 0 {
		err = errors.New("it answers, and receives nothing")
	}
	return err
}
