package agent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"firedrill/internal/link"
	"firedrill/internal/record"
)

const (
	// pingEvery is short enough that a few lost pings do not end the lease.
	pingEvery = 2 * time.Second
	// hellos is the number of hellos that measure the clock; the fastest one counts.
	hellos = 5
)

// ErrStream is the error of every call after the stream to the agent has ended.
var ErrStream = errors.New("the stream to the agent ended")

// RemoteError is an error that an agent returned instead of a result.
type RemoteError struct {
	Op      string
	Message string
}

func (e *RemoteError) Error() string { return fmt.Sprintf("agent %s: %s", e.Op, e.Message) }

// Client is the controller's end of the stream to one agent. A broken stream is replaced within the lease if
// possible: calls and samples continue without an error, with a delay.
type Client struct {
	link      *link.Near
	onSamples func([]record.Sample)
	clock     record.Clock
	version   string

	inbox inbox
	dead  chan struct{} // closed when the stream ended; why is set before
	why   error

	mu      sync.Mutex
	last    uint64
	waiting map[uint64]chan Reply
	resumed func(link.Break)
}

// Dial greets the agent at the other end of the stream, measures its clock, and starts to keep its lease. Samples of
// a load arrive through onSamples, from one goroutine; onSamples must not call the client, and may keep the slice.
// The client owns the connection, even when Dial fails. A connection that is link.Resumable is replaced when it
// breaks.
func Dial(ctx context.Context, conn io.ReadWriteCloser, onSamples func([]record.Sample)) (*Client, error) {
	c := &Client{onSamples: onSamples, inbox: inbox{wake: make(chan struct{}, 1)}, dead: make(chan struct{}), waiting: map[uint64]chan Reply{}}
	c.link = link.Open(conn, link.Options{Receive: c.inbox.put, Resumed: c.tellResumed, Ping: pingEvery, Lease: LeaseTime})
	go c.deliver()
	if err := c.greet(ctx); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// greet sends a few hellos, and takes the agent's clock from the fastest one: its error is at most half of that round
// trip.
func (c *Client) greet(ctx context.Context) error {
	best := time.Duration(-1)
	for range hellos {
		var h Hello
		sent := time.Now()
		if err := c.Call(ctx, OpHello, nil, &h); err != nil {
			return err
		}
		rtt := time.Since(sent)
		if h.Protocol != Protocol {
			return fmt.Errorf("the agent speaks protocol %d, not %d", h.Protocol, Protocol)
		}
		if best < 0 || rtt < best {
			best = rtt
			c.version = h.Version
			c.clock = record.Clock{OffsetMS: ms(h.Clock.Sub(sent.Add(rtt / 2).Round(0))), RTTMS: ms(rtt)}
		}
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// Clock returns how far the agent's clock is ahead of ours.
func (c *Client) Clock() record.Clock { return c.clock }

// Version returns the agent's version of firedrill.
func (c *Client) Version() string { return c.version }

// Call requests an operation and waits for its reply, until the context or the stream ends. The body and the result
// may be nil.
func (c *Client) Call(ctx context.Context, op string, body, result any) error {
	id, answer := c.expect()
	defer c.forget(id)
	line, err := requestLine(id, op, body)
	if err != nil {
		return fmt.Errorf("agent %s: %w", op, err)
	}
	if err := c.link.Send(line); err != nil {
		if ended := c.Err(); ended != nil {
			err = ended
		}
		return fmt.Errorf("agent %s: %w", op, err)
	}
	select {
	case reply := <-answer:
		return unpack(op, reply, result)
	case <-ctx.Done():
		return fmt.Errorf("agent %s: %w", op, c.overdue(ctx))
	case <-c.dead:
	}
	select { // the reply may have been the stream's last line
	case reply := <-answer:
		return unpack(op, reply, result)
	default:
		return fmt.Errorf("agent %s: %w", op, c.why)
	}
}

func requestLine(id uint64, op string, body any) ([]byte, error) {
	r := Request{ID: id, Op: op}
	if body != nil {
		var err error
		if r.Body, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	return json.Marshal(r)
}

func unpack(op string, reply Reply, result any) error {
	if reply.Error != "" {
		return &RemoteError{Op: op, Message: reply.Error}
	}
	if result == nil {
		return nil
	}
	if err := decode(reply.Body, result); err != nil {
		return fmt.Errorf("agent %s: %w", op, err)
	}
	return nil
}

func (c *Client) expect() (uint64, chan Reply) {
	answer := make(chan Reply, 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last++
	c.waiting[c.last] = answer
	return c.last, answer
}

func (c *Client) forget(id uint64) {
	c.mu.Lock()
	delete(c.waiting, id)
	c.mu.Unlock()
}

// overdue returns why a reply is missing, including the reason of a broken stream.
func (c *Client) overdue(ctx context.Context) error {
	err := context.Cause(ctx)
	if b := c.link.Broken(); b.Why != nil {
		return fmt.Errorf("%w (the stream to the agent has been broken for %v: %w)", err, b.Took.Round(100*time.Millisecond), b.Why)
	}
	return err
}

// OnResumed registers f for each break of the stream that was resumed. It replaces the previous f.
func (c *Client) OnResumed(f func(link.Break)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.resumed = f
}

func (c *Client) tellResumed(b link.Break) {
	c.mu.Lock()
	f := c.resumed
	c.mu.Unlock()
	if f != nil {
		f(b)
	}
}

// Close makes the agent revert everything and exit, if the stream is open, and waits for the client's goroutines.
// Without a stream, the agent reverts when its lease expires.
func (c *Client) Close() error {
	c.link.Close()
	<-c.dead
	return nil
}
