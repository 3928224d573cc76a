// Package streams_test tests the stream to a lab's client through a proxy that breaks it. It is a separate package
// because testcontainers uses the first engine of a process: here that must be the proxy.
package streams_test

import (
	"cmp"
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"firedrill/internal/agent"
	"firedrill/internal/engine"
	"firedrill/internal/engine/enginetest"
	"firedrill/internal/labtest"
	"firedrill/internal/link"
	"firedrill/internal/load"
	"firedrill/internal/record"
	"firedrill/stack"
	"firedrill/stack/shop/workload"
)

func TestMain(m *testing.M) { os.Exit(labtest.Main(m)) }

// heldClient is the client of a small lab. It sends a load, and its stream goes through a proxy.
type heldClient struct {
	*stack.Running
	engine  *engine.Engine
	streams *enginetest.Streams
	id      string
	resumed chan link.Break

	mu   sync.Mutex
	seen map[uint64]int // count of received samples, by number
	more chan struct{}
}

func holdClient(t *testing.T, word string) *heldClient {
	t.Helper()
	streams := enginetest.OpenStreams(t, cmp.Or(os.Getenv("DOCKER_HOST"), "unix:///var/run/docker.sock"))
	t.Setenv("DOCKER_HOST", streams.Host()) // restored by the test's clean-up
	h := &heldClient{streams: streams, engine: labtest.Engine(t), seen: map[uint64]int{}, more: make(chan struct{}, 1), resumed: make(chan link.Break, 100)}
	h.Running = labtest.UpFor(t, h.engine, word, labtest.Lab(1), h.add)
	h.Client().OnResumed(func(b link.Break) { h.resumed <- b })
	all, err := h.engine.List(t.Context(), stack.LabelLab+"="+h.Instance, stack.LabelService+"="+stack.Client)
	if err != nil || len(all) != 1 {
		t.Fatalf("clients: %v, error %v", all, err)
	}
	h.id = all[0].ID
	if _, err := h.Client().StartLoad(t.Context(), load.Plan{Target: stack.SiteURL, CA: h.CA, Arrivals: load.Constant, Stages: []load.Stage{{Rate: 100}},
		Mix: []load.Weight{{Route: workload.Product, Weight: 1}}, Timeout: 2 * time.Second, MaxInFlight: 500, Workload: stack.Workload}); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *heldClient) add(batch []record.Sample) {
	h.mu.Lock()
	for _, s := range batch {
		h.seen[s.Seq]++
	}
	h.mu.Unlock()
	select {
	case h.more <- struct{}{}:
	default:
	}
}

// goesOn waits for samples of later arrivals than those received so far.
func (h *heldClient) goesOn(t *testing.T) {
	t.Helper()
	h.mu.Lock()
	had := len(h.seen)
	h.mu.Unlock()
	for n := had; n < had+50; {
		select {
		case <-h.more:
			h.mu.Lock()
			n = len(h.seen)
			h.mu.Unlock()
		case <-h.Client().Done():
			t.Fatalf("the client is gone: %v", h.Client().Err())
		case <-time.After(time.Minute):
			t.Fatalf("no more than %d samples came", n)
		}
	}
}

// replaced waits until the stream has been replaced.
func (h *heldClient) replaced(t *testing.T) {
	t.Helper()
	select {
	case b := <-h.resumed:
		t.Logf("replaced after %v: %v", b.Took, b.Why)
	case <-h.Client().Done():
		t.Fatalf("the client is gone: %v", h.Client().Err())
	case <-time.After(time.Minute):
		t.Fatal("the stream is not replaced")
	}
}

// TestClient_Stream breaks the stream to one client in every way, and finally kills the client.
func TestClient_Stream(t *testing.T) {
	h := holdClient(t, "stream")
	t.Run("broken, it loses no sample", h.losesNoSample)
	t.Run("at its end it says why", h.saysWhy)
}

func (h *heldClient) losesNoSample(t *testing.T) {
	for range 5 {
		h.goesOn(t)
		if h.streams.Cut(h.id) == 0 {
			t.Fatal("there was no stream to cut")
		}
		h.replaced(t)
	}
	h.streams.Silence(h.id)
	h.replaced(t)
	for _, long := range []time.Duration{1500 * time.Millisecond, 5 * time.Second} {
		h.goesOn(t)
		if err := h.engine.Pause(t.Context(), h.id); err != nil {
			t.Fatal(err)
		}
		time.Sleep(long) // the length of the break is what the test varies
		if err := h.engine.Unpause(t.Context(), h.id); err != nil {
			t.Fatal(err)
		}
	}
	h.goesOn(t)
	done, err := h.Client().Drain(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if done.Samples != done.Scheduled || uint64(len(h.seen)) != done.Samples {
		t.Errorf("scheduled %d, sent %d, received %d", done.Scheduled, done.Samples, len(h.seen))
	}
	for seq, times := range h.seen {
		if times != 1 {
			t.Errorf("sample %d received %d times", seq, times)
		}
	}
}

// A client that is really gone is detected at once, and the error says how it ended.
func (h *heldClient) saysWhy(t *testing.T) {
	ctx := labtest.While(t, h.Running)
	if err := h.engine.Kill(t.Context(), h.id, "KILL"); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ctx.Done():
	case <-time.After(time.Minute):
		t.Fatal("nobody notices that the client is gone")
	}
	if cause := context.Cause(ctx); !errors.Is(cause, agent.ErrStream) {
		t.Errorf("a test that waits ends because of %v", cause)
	}
	ending, ok := errors.AsType[*engine.EndingError](h.Client().Err())
	if !ok || !ending.Known || ending.Code != 137 || ending.OOM {
		t.Errorf("it ended because of %v", h.Client().Err())
	}
}
