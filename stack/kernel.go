package stack

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"firedrill/chaos"
	"firedrill/internal/agent"
	"firedrill/internal/engine"
	"firedrill/internal/record"
)

// KernelDomain is the prefix of the names of kernel capabilities.
const KernelDomain = "kernel:"

const (
	kernelTime = 60 * time.Second // bounds one trial
	kernelEnd  = 20 * time.Second // bounds the removal of its container
)

// kernelTrials caches the outcomes of trials: an engine's kernel stays the same while it is open.
var kernelTrials sync.Map // of kernelTrial, to func() error

type kernelTrial struct {
	engine *engine.Engine
	name   string
}

// TryKernel tries a capability of the kernel on which the engine's containers run, such as "kernel:netem", with a
// packet agent in a namespace of its own. It is tried once per open engine. A trial that timed out proves nothing and
// is repeated at the next call.
func TryKernel(ctx context.Context, e *engine.Engine, self, run, name string) error {
	key := kernelTrial{e, name}
	try, _ := kernelTrials.LoadOrStore(key, sync.OnceValue(func() error { return tryKernel(ctx, e, self, run, name) }))
	err := try.(func() error)()
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		kernelTrials.Delete(key)
	}
	return err
}

func tryKernel(ctx context.Context, e *engine.Engine, self, run, name string) error {
	bounded, cancel := context.WithTimeout(ctx, kernelTime)
	defer cancel()
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), kernelTime+kernelEnd)
	defer cancel()
	id, stream, err := e.StartAttached(bounded, packetTrial(self, run))
	if err != nil {
		return err
	}
	client, err := agent.Dial(bounded, stream, func([]record.Sample) {})
	if err != nil {
		return errors.Join(err, stream.Close(), e.Remove(end, id))
	}
	err = client.Call(bounded, agent.OpKernel, agent.KernelRequest{Name: strings.TrimPrefix(name, KernelDomain)}, nil)
	return errors.Join(err, client.Close(), e.Remove(end, id))
}

// packetTrial plans a packet agent without a network.
func packetTrial(self, run string) engine.Container {
	t := Trial(self, run)
	c := packetContainer(self, t.Labels)
	c.Name, c.Network = t.Name, t.Network
	return c
}

// packetDrivers returns the methods of packet damage that work here according to a trial, the best first. The last one
// is returned without a trial: it is the fallback and reports itself if it does not work.
func packetDrivers(ctx context.Context, e *engine.Engine, self, run string) (names []string) {
	all := chaos.NeedPackets.Alternatives()
	for i, name := range all {
		if i == len(all)-1 || TryKernel(ctx, e, self, run, name) == nil {
			names = append(names, strings.TrimPrefix(name, KernelDomain))
		}
	}
	return names
}
