package agent

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"firedrill/internal/link"
)

// marks is an operation that registers undos. Each undo notes its name when it runs.
type marks struct {
	mu       sync.Mutex
	reverted []string
}

func (m *marks) op(_ context.Context, s *Session, body json.RawMessage) (any, error) {
	var name string
	if err := decode(body, &name); err != nil {
		return nil, err
	}
	s.OnExit(name, func(context.Context) error {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.reverted = append(m.reverted, name)
		if strings.HasPrefix(name, "bad") {
			return errors.New("stuck")
		}
		return nil
	})
	return nil, nil
}

func (m *marks) opts() Options { return Options{Version: "v1", Ops: map[string]Op{"mark": m.op}} }

// mute asks the agent for a mark, and then sends nothing more.
func mute(t *testing.T, conn io.ReadWriteCloser) *link.Near {
	near := link.Open(conn, link.Options{Receive: func([]byte) error { return nil }, Ping: 100 * time.Hour, Lease: 1000 * time.Hour})
	if err := near.Send([]byte(`{"id":1,"op":"mark","body":"a"}`)); err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
	return near
}

// deaf reads the first reply, to its session request, and nothing after it.
type deaf struct {
	stream
	reads  int
	closed chan struct{}
}

func (d *deaf) Read(p []byte) (int, error) {
	if d.reads++; d.reads > 1 {
		<-d.closed
		return 0, io.EOF
	}
	return d.stream.Read(p)
}

func (d *deaf) Close() error {
	close(d.closed)
	return d.stream.Close()
}

func TestBye_RevertsNewestFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m marks
		a := serve(t.Context(), m.opts())
		c := dial(t, a)
		for _, name := range []string{"a", "bad b", "c"} {
			if err := c.Call(t.Context(), "mark", name, nil); err != nil {
				t.Fatal(err)
			}
		}
		err := c.Bye(t.Context())
		if remote, ok := errors.AsType[*RemoteError](err); !ok || remote.Message != `take back "bad b": stuck` {
			t.Errorf("bye says %v", err)
		}
		if got := strings.Join(m.reverted, ", "); got != "c, bad b, a" {
			t.Errorf("reverted: %s", got)
		}
		c.Close()
		if <-a.done; a.err == nil {
			t.Error("the agent does not report what it could not revert")
		}
	})
}

func TestServe_EndOfStreamReverts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m marks
		a := serve(t.Context(), m.opts())
		c := dial(t, a)
		if err := c.Call(t.Context(), "mark", "a", nil); err != nil {
			t.Fatal(err)
		}
		c.Close()
		<-a.done
		if a.err != nil || len(m.reverted) != 1 {
			t.Errorf("reverted: %v, error %v", m.reverted, a.err)
		}
	})
}

func TestLease_ExpiresWithoutMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m marks
		a := serve(t.Context(), m.opts())
		near := mute(t, a.conn)
		defer near.Close()
		start := time.Now()
		<-a.done
		if lived := time.Since(start); lived != LeaseTime || !errors.Is(a.err, errLease) || len(m.reverted) != 1 {
			t.Errorf("the agent lived %v, reverted %v, error %v", lived, m.reverted, a.err)
		}
	})
}

func TestLease_IsKeptByPings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := serve(t.Context(), Options{})
		c := dial(t, a)
		time.Sleep(10 * LeaseTime)
		if err := c.Call(t.Context(), OpHello, nil, nil); err != nil {
			t.Error(err)
		}
		c.Close()
		<-a.done
	})
}

func TestServe_EndsIfTheControllerReadsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m marks
		a := serve(t.Context(), m.opts())
		near := mute(t, &deaf{stream: a.conn, closed: make(chan struct{})})
		defer near.Close()
		<-a.done
		if len(m.reverted) != 1 {
			t.Errorf("reverted: %v", m.reverted)
		}
	})
}

func TestOnExit_ForgetCancelsTheUndo(t *testing.T) {
	var s Session
	var reverted []string
	note := func(name string) func(context.Context) error {
		return func(context.Context) error { reverted = append(reverted, name); return nil }
	}
	forget := s.OnExit("a", note("a"))
	s.OnExit("b", note("b"))
	forget()
	if err := s.takeBack(t.Context()); err != nil || strings.Join(reverted, ", ") != "b" {
		t.Errorf("reverted: %v, error %v", reverted, err)
	}
}

// An input that stays open and cannot be interrupted does not delay the reverts.
func TestServe_BlockedInputDoesNotDelayTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, terminate := context.WithCancel(t.Context())
		input := blocked{make(chan struct{})}
		defer close(input.open)
		start := time.Now()
		terminate()
		_ = Serve(ctx, input, io.Discard, Options{})
		if took := time.Since(start); took >= unwindTime {
			t.Errorf("it took %v", took)
		}
	})
}

type blocked struct{ open chan struct{} }

func (b blocked) Read([]byte) (int, error) { <-b.open; return 0, io.EOF }

func TestTakeBack_HangingUndoDoesNotBlockOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s Session
		reverted := false
		held := make(chan struct{})
		s.OnExit("a", func(context.Context) error { reverted = true; return nil })
		s.OnExit("hanging", func(context.Context) error { <-held; return nil })
		start := time.Now()
		err := s.takeBack(t.Context())
		if err == nil || !strings.Contains(err.Error(), `"hanging"`) || !reverted || time.Since(start) != undoTime {
			t.Errorf("after %v: %v, the other reverted: %v", time.Since(start), err, reverted)
		}
		close(held)
	})
}
