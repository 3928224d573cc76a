package agent

import (
	"context"
	"encoding/json"
	"maps"
	"time"
)

// builtin merges the operations of this package with those of others. The server itself handles bye.
func builtin(opts Options) map[string]Op {
	ops := map[string]Op{
		OpHello: func(context.Context, *Session, json.RawMessage) (any, error) {
			return Hello{Protocol: Protocol, Version: opts.Version, Clock: time.Now()}, nil
		},
		OpReady:   typed(ready),
		OpLoad:    typed(startLoad),
		OpDrain:   typed(drain),
		OpProbe:   typed(probe),
		OpAudit:   typed(audit),
		OpGauges:  typed(gauges),
		OpMachine: typed(machine),
	}
	maps.Copy(ops, storeOps())
	maps.Copy(ops, packetOps())
	maps.Copy(ops, crowdOps())
	maps.Copy(ops, opts.Ops)
	return ops
}

// typed converts a function with a typed request into an Op.
func typed[Q, R any](f func(context.Context, *Session, Q) (R, error)) Op {
	return func(ctx context.Context, s *Session, body json.RawMessage) (any, error) {
		var q Q
		if err := decode(body, &q); err != nil {
			return nil, err
		}
		return f(ctx, s, q)
	}
}
