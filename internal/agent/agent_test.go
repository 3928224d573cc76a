package agent

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"firedrill/internal/record"
	"firedrill/stack/shop/workload"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// stream stands for a container's standard input and output.
type stream struct {
	io.Reader
	io.WriteCloser
	in *io.PipeReader
}

func (s stream) Close() error { s.in.Close(); return s.WriteCloser.Close() }

// agentRun is an agent that serves one stream.
type agentRun struct {
	conn stream
	done chan struct{}
	err  error
}

// withShop serves loads whose users are those of a shop of three users and 40 products.
var withShop = Options{Workloads: map[string]Workload{"": workload.Shop{Users: 3, Products: 40}}}

func serve(ctx context.Context, opts Options) *agentRun {
	stdin, toAgent := io.Pipe()
	fromAgent, stdout := io.Pipe()
	a := &agentRun{conn: stream{Reader: fromAgent, WriteCloser: toAgent, in: fromAgent}, done: make(chan struct{})}
	go func() { defer close(a.done); a.err = Serve(ctx, stdin, stdout, opts) }()
	return a
}

func dial(t *testing.T, a *agentRun) *Client {
	t.Helper()
	c, err := Dial(t.Context(), a.conn, func([]record.Sample) {})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDial_LearnsVersionAndClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := serve(t.Context(), Options{Version: "v1"})
		c := dial(t, a)
		if c.Version() != "v1" || c.Clock() != (record.Clock{}) {
			t.Errorf("version %q, clock %+v", c.Version(), c.Clock())
		}
		c.Close()
		<-a.done
	})
}

func TestDial_FastestHelloSetsTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		delays := []time.Duration{90, 80, 10, 70, 60}
		hello := func(context.Context, *Session, json.RawMessage) (any, error) {
			time.Sleep(delays[0] * time.Millisecond)
			delays = delays[1:]
			return Hello{Protocol: Protocol, Clock: time.Now().Add(time.Hour)}, nil
		}
		a := serve(t.Context(), Options{Ops: map[string]Op{OpHello: hello}})
		c := dial(t, a)
		if want := (record.Clock{OffsetMS: 3_600_005, RTTMS: 10}); c.Clock() != want {
			t.Errorf("the clock is %+v, want %+v", c.Clock(), want)
		}
		c.Close()
		<-a.done
	})
}

func TestDial_RefusesAnotherProtocol(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hello := func(context.Context, *Session, json.RawMessage) (any, error) { return Hello{Protocol: 99}, nil }
		a := serve(t.Context(), Options{Ops: map[string]Op{OpHello: hello}})
		if _, err := Dial(t.Context(), a.conn, nil); err == nil || !strings.Contains(err.Error(), "protocol 99") {
			t.Errorf("the error is %v", err)
		}
		<-a.done
	})
}

func TestServe_SlowOperationDoesNotDelayAPing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := func(ctx context.Context, _ *Session, _ json.RawMessage) (any, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		a := serve(t.Context(), Options{Ops: map[string]Op{"slow": slow}})
		c := dial(t, a)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		if err := c.Call(ctx, "slow", nil, nil); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Minute {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		c.Close()
		<-a.done
	})
}

func TestClient_DeadStreamFailsAllCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		held := make(chan struct{})
		slow := func(context.Context, *Session, json.RawMessage) (any, error) { <-held; return nil, nil }
		ctx, kill := context.WithCancel(t.Context())
		a := serve(ctx, Options{Ops: map[string]Op{"slow": slow}})
		c := dial(t, a)
		errs := make(chan error, 3)
		for range 3 {
			go func() { errs <- c.Call(t.Context(), "slow", nil, nil) }()
		}
		synctest.Wait()
		start := time.Now()
		kill()
		for range 3 {
			if err := <-errs; !errors.Is(err, ErrStream) {
				t.Errorf("a call failed with %v", err)
			}
		}
		if err := c.Call(t.Context(), OpHello, nil, nil); !errors.Is(err, ErrStream) || time.Since(start) != 0 {
			t.Errorf("after %v a later call fails with %v", time.Since(start), err)
		}
		close(held)
		c.Close()
		<-a.done
	})
}

func TestClient_SilentAgentIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := serve(t.Context(), Options{})
		silent := make(chan struct{})
		c, err := Dial(t.Context(), &falls{stream: a.conn, silent: silent}, func([]record.Sample) {})
		if err != nil {
			t.Fatal(err)
		}
		close(silent)
		start := time.Now()
		<-c.Done()
		if err := c.Err(); !errors.Is(err, ErrStream) || !strings.Contains(err.Error(), "no answer for 10s") || time.Since(start) > LeaseTime+time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		c.Close()
		<-a.done
	})
}

// falls is a stream that can go silent without being closed.
type falls struct {
	stream
	silent chan struct{}
}

func (f *falls) Read(p []byte) (int, error) {
	for {
		n, err := f.stream.Read(p)
		select {
		case <-f.silent:
			if err == nil {
				continue
			}
		default:
		}
		return n, err
	}
}

func TestServe_NamesAnUnknownOperation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := serve(t.Context(), Options{})
		c := dial(t, a)
		if err := c.Call(t.Context(), "dance", nil, nil); err == nil || !strings.Contains(err.Error(), `"dance"`) {
			t.Errorf("the error is %v", err)
		}
		c.Close()
		<-a.done
	})
}
