package drill

import (
	"context"
	"errors"
	"strings"

	"firedrill/internal/agent"
	"firedrill/internal/record"
	"firedrill/stack"
)

// kernelDomain begins the names of what a kernel can do. A packet agent in a namespace of its own tries it.
const kernelDomain = "kernel:"

// tryKernel tries a capability of the kernel that the engine's containers run on.
func (p *Prober) tryKernel(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, proberTime)
	defer cancel()
	id, stream, err := p.Engine.StartAttached(ctx, stack.PacketTrial(p.Self, p.Run))
	if err != nil {
		return err
	}
	client, err := agent.Dial(ctx, stream, func([]record.Sample) {})
	if err != nil {
		return errors.Join(err, stream.Close(), p.Engine.Remove(ctx, id))
	}
	err = client.Call(ctx, agent.OpKernel, agent.KernelRequest{Name: strings.TrimPrefix(name, kernelDomain)}, nil)
	return errors.Join(err, client.Close(), p.Engine.Remove(ctx, id))
}
