package agent

import (
	"context"

	"firedrill/internal/load"
	"firedrill/internal/record"
)

// Ready waits until a URL answers 200.
func (c *Client) Ready(ctx context.Context, q ReadyRequest) (ReadyReply, error) {
	return call[ReadyReply](ctx, c, OpReady, q)
}

// StartLoad starts a load. Its samples arrive through the function given to Dial.
func (c *Client) StartLoad(ctx context.Context, p load.Plan) (LoadStarted, error) {
	return call[LoadStarted](ctx, c, OpLoad, p)
}

// Drain ends the load. All its samples have arrived when it returns.
func (c *Client) Drain(ctx context.Context) (LoadDone, error) {
	return call[LoadDone](ctx, c, OpDrain, nil)
}

// Probe probes a service once. A service that does not answer is no error of the call.
func (c *Client) Probe(ctx context.Context, q ProbeRequest) (ProbeReply, error) {
	return call[ProbeReply](ctx, c, OpProbe, q)
}

// Gauges reads a service's own metrics. A service that does not answer is no error of the call.
func (c *Client) Gauges(ctx context.Context, q GaugesRequest) (GaugesReply, error) {
	return call[GaugesReply](ctx, c, OpGauges, q)
}

// Audit looks up the acknowledged writes of the loads that were drained.
func (c *Client) Audit(ctx context.Context, q AuditRequest) (record.Audit, error) {
	return call[record.Audit](ctx, c, OpAudit, q)
}

// Bye makes the agent revert everything and exit. An error names what it could not revert. Close the client
// afterwards.
func (c *Client) Bye(ctx context.Context) error { return c.Call(ctx, OpBye, nil, nil) }

func call[R any](ctx context.Context, c *Client, op string, body any) (R, error) {
	var result R
	err := c.Call(ctx, op, body, &result)
	return result, err
}
