package stack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"firedrill/internal/agent"
	"firedrill/internal/engine"
	"firedrill/internal/record"

	"golang.org/x/sync/errgroup"
)

// readyTime bounds the wait for the first successful response through the whole stack.
const readyTime = 60 * time.Second

// Request asks for a lab.
type Request struct {
	Lab       Lab
	Instance  string
	Run       string
	Kept      bool // it outlives this process
	Images    Images
	Version   string
	OnSamples func([]record.Sample) // receives the samples of the client's load
}

// Up starts a lab's services in parallel, and returns after a user got a successful response through all of them and
// the database's replica, if any, follows. The remains of a failed start are removed.
func Up(ctx context.Context, e *engine.Engine, r Request) (*Running, error) {
	b, ca, err := draw(r)
	if err != nil {
		return nil, err
	}
	run := &Running{engine: e, Instance: r.Instance, Lab: r.Lab, CA: string(ca.PEM), authority: ca, found: Found{Instance: r.Instance, Config: r.Lab.Name, Run: r.Run, Kept: r.Kept}}
	if err := run.start(ctx, &b, r); err != nil {
		return nil, errors.Join(err, run.withdraw(context.WithoutCancel(ctx)))
	}
	return run, nil
}

// withdraw removes what a failed start has created, and nothing of another run with the same lab.
func (r *Running) withdraw(ctx context.Context) error {
	return errors.Join(r.Release(), Remove(ctx, r.engine, LabelRun+"="+r.found.Run))
}

// draw computes everything that needs no engine.
func draw(r Request) (blueprint, *Authority, error) {
	now := time.Now()
	ca, err := NewAuthority(now)
	if err != nil {
		return blueprint{}, nil, err
	}
	sites, err := ca.sites(now)
	if err != nil {
		return blueprint{}, nil, err
	}
	return blueprint{Lab: r.Lab, Instance: r.Instance, Network: NetworkName(r.Instance), Run: r.Run, Kept: r.Kept, Images: r.Images, Version: r.Version,
		Secrets: NewSecrets(), CA: ca.PEM, Sites: sites}, ca, nil
}

func (r *Running) start(ctx context.Context, b *blueprint, req Request) error {
	planned, err := b.services() // before the network is chosen: the names do not depend on it
	if err == nil {
		err = checkNames(ctx, r.engine, *b, planned)
	}
	if err != nil {
		return err
	}
	if err := r.makeNetwork(ctx, b); err != nil {
		return err
	}
	services, err := b.services()
	if err != nil {
		return err
	}
	group, gctx := errgroup.WithContext(ctx)
	database := make(chan struct{})
	for _, c := range services {
		group.Go(func() error {
			switch c.Labels[LabelService] {
			case Postgres:
				defer close(database)
				return r.startDatabase(gctx, *b, c)
			case Replica: // it looks up the database at once, and a name that does not exist yet takes a second to fail
				<-database
			}
			_, err := r.engine.Start(gctx, c)
			return err
		})
	}
	group.Go(func() error { return r.startClient(gctx, b.client(), req.OnSamples) })
	if err := group.Wait(); err != nil {
		if taken, ok := errors.AsType[engine.NameTakenError](err); ok {
			return takenBy(taken)
		}
		return err
	}
	ready, err := r.client.Ready(ctx, agent.ReadyRequest{URL: SiteURL + ReadyPath, CA: r.CA, Every: 5 * time.Millisecond, Within: readyTime})
	if err != nil {
		return fmt.Errorf("wait for the lab's first good answer: %w", err)
	}
	r.Ready = ready
	if r.Lab.HasReplica() {
		return r.awaitReplica(ctx)
	}
	return nil
}

// startClient starts the client and holds its lease until the lab is released.
func (r *Running) startClient(ctx context.Context, c engine.Container, onSamples func([]record.Sample)) error {
	_, stream, err := r.engine.StartAttached(ctx, c)
	if err != nil {
		return err
	}
	client, err := agent.Dial(ctx, stream, onSamples)
	if err != nil {
		return errors.Join(fmt.Errorf("client: %w: %s", err, stream.Stderr()), stream.Close())
	}
	r.client, r.clientName = client, c.Name
	r.packets = newPacketAgents(r.containers(), c)
	return nil
}
