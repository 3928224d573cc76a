package stack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"firedrill/internal/agent"
	"firedrill/internal/engine"

	"golang.org/x/sync/errgroup"
)

// downTime bounds the removal of a whole lab.
const downTime = 60 * time.Second

// Running is a lab that is up.
type Running struct {
	Instance string
	Lab      Lab
	CA       string // PEM
	Ready    agent.ReadyReply

	engine    *engine.Engine
	subnet    string
	authority *Authority
	client    *agent.Client
	// clientName is the name of the client's container. Unlike other containers it is named for its run, since a lab
	// may have several clients.
	clientName string
	packets    *packetAgents
	found      Found
	works      works
	changed    func(what string)
}

// Client returns the agent that plays the users.
func (r *Running) Client() *agent.Client { return r.client }

// Run returns the run that started the lab.
func (r *Running) Run() string { return r.found.Run }

// Release closes this process's handle on the lab without removing the lab: the agents and helpers of this process end,
// the services keep running.
func (r *Running) Release() error {
	err := r.works.close()
	if r.client == nil {
		return err
	}
	return errors.Join(err, r.packets.close(), r.client.Close())
}

// Down removes a lab: its containers in parallel, then its network and its disks.
func (r *Running) Down(ctx context.Context) error {
	return errors.Join(r.Release(), Remove(ctx, r.engine, LabelLab+"="+r.Instance))
}

// Remove removes every container, network and volume with the labels. It can be repeated, also by another process.
func Remove(ctx context.Context, e *engine.Engine, labels ...string) error {
	ctx, cancel := context.WithTimeout(ctx, downTime)
	defer cancel()
	containers, err := e.List(ctx, append(labels, LabelLab)...)
	if err != nil {
		return err
	}
	var group errgroup.Group
	for _, c := range containers {
		group.Go(func() error {
			if err := e.Remove(ctx, c.ID); err != nil {
				return fmt.Errorf("remove container %q: %w", c.Name, err)
			}
			return nil
		})
	}
	err = group.Wait()
	networks, nerr := e.Networks(ctx, append(labels, LabelLab)...)
	err = errors.Join(err, nerr)
	for _, n := range networks {
		if rerr := e.RemoveNetwork(ctx, n.ID); rerr != nil {
			err = errors.Join(err, fmt.Errorf("remove network %q: %w", n.Name, rerr))
		}
	}
	volumes, verr := e.Volumes(ctx, append(labels, LabelLab)...)
	err = errors.Join(err, verr)
	for _, v := range volumes {
		if rerr := e.RemoveVolume(ctx, v.Name); rerr != nil {
			err = errors.Join(err, fmt.Errorf("remove volume %q: %w", v.Name, rerr))
		}
	}
	return err
}

// SitePort returns the port on 127.0.0.1 of the engine's host where the lab answers over TLS.
func (r *Running) SitePort(ctx context.Context) (int, error) {
	s, err := r.containers().own(ctx, Nginx)
	if err != nil {
		return 0, err
	}
	return s.Ports[PortHTTPS], nil
}
