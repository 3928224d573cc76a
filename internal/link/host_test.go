package link

import (
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	testPing  = 2 * time.Second
	testLease = 10 * time.Second
)

// host simulates a container engine: the far end's input stays open, and its output goes to the attached stream, or
// is dropped if there is none.
type host struct {
	stdin  *io.PipeWriter // of the far end
	mu     sync.Mutex
	now    *attached
	cuts   []cut // one per stream, in the order of attachment
	count  int
	refuse error // error of attaching
	done   sync.WaitGroup
}

// cut is the number of bytes after which a stream breaks; negative: never.
type cut struct{ toFar, toNear int }

// attached is one stream to the far end.
type attached struct {
	host   *host
	out    *io.PipeReader
	in     *io.PipeWriter
	mu     sync.Mutex
	left   cut
	closed bool
}

var errCut = errors.New("cut")

func newHost(stdin *io.PipeWriter, stdout io.Reader, cuts ...cut) *host {
	h := &host{stdin: stdin, cuts: cuts}
	h.done.Go(func() { h.copy(stdout) })
	return h
}

// copy forwards the far end's output to the attached stream, or drops it.
func (h *host) copy(stdout io.Reader) {
	buf := make([]byte, 512)
	for {
		n, err := stdout.Read(buf)
		if err != nil {
			h.mu.Lock()
			if h.now != nil {
				h.now.in.Close()
			}
			h.mu.Unlock()
			return
		}
		h.mu.Lock()
		to := h.now
		h.mu.Unlock()
		if to != nil {
			to.output(buf[:n])
		}
	}
}

func (h *host) attach() (*attached, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.refuse != nil {
		return nil, h.refuse
	}
	a := &attached{host: h, left: cut{-1, -1}}
	a.out, a.in = io.Pipe()
	if h.count < len(h.cuts) {
		a.left = h.cuts[h.count]
	}
	h.count++
	h.now = a
	return a, nil
}

// spend subtracts n bytes from left, the bytes until the cut. It returns how many of them pass and whether the stream
// is cut then.
func (a *attached) spend(left *int, n int) (pass int, over bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return 0, true
	}
	if *left < 0 {
		return n, false
	}
	pass = min(n, *left)
	*left -= pass
	return pass, *left == 0
}

func (a *attached) output(p []byte) {
	n, over := a.spend(&a.left.toNear, len(p))
	_, _ = a.in.Write(p[:n]) // a closed stream ignores writes
	if over {
		a.drop()
	}
}

// drop ends the stream as an engine does.
func (a *attached) drop() {
	a.mu.Lock()
	a.closed = true
	a.mu.Unlock()
	a.in.CloseWithError(errCut)
	a.host.mu.Lock()
	if a.host.now == a {
		a.host.now = nil
	}
	a.host.mu.Unlock()
}

func (a *attached) Read(p []byte) (int, error) { return a.out.Read(p) }

func (a *attached) Write(p []byte) (int, error) {
	n, over := a.spend(&a.left.toFar, len(p))
	if _, err := a.host.stdin.Write(p[:n]); err != nil {
		return 0, err
	}
	if over {
		a.drop()
		return n, errCut
	}
	return n, nil
}

func (a *attached) Close() error {
	a.drop()
	return a.out.Close()
}

func (a *attached) Resume(context.Context) (io.ReadWriteCloser, error) {
	b, err := a.host.attach()
	if err != nil {
		return nil, err
	}
	return b, nil
}

// pair is a link whose streams are attached to a host.
type pair struct {
	host    *host
	near    *Near
	far     *Far
	atFar   chan string
	atNear  chan string
	breaks  chan Break
	ended   chan error // why the far end stopped reading
	stdin   *io.PipeReader
	stdout  *io.PipeWriter
	farOver chan struct{}
}

func connect(t testing.TB, cuts ...cut) *pair {
	t.Helper()
	p := &pair{atFar: make(chan string, 1000), atNear: make(chan string, 1000), breaks: make(chan Break, 1000),
		ended: make(chan error, 1), farOver: make(chan struct{})}
	stdin, toFar := io.Pipe()
	fromFar, stdout := io.Pipe()
	p.stdin, p.stdout = stdin, stdout
	p.far = Answer(func(b []byte) error { p.atFar <- string(b); return nil }, func() {})
	go func() { p.ended <- p.far.Read(stdin) }()
	go func() { defer close(p.farOver); _ = p.far.Write(stdout) }()
	p.host = newHost(toFar, fromFar, cuts...)
	s, err := p.host.attach()
	if err != nil {
		t.Fatal(err)
	}
	p.near = Open(s, Options{Receive: func(b []byte) error { p.atNear <- string(b); return nil },
		Resumed: func(b Break) { p.breaks <- b }, Ping: testPing, Lease: testLease})
	return p
}

// end ends the far end as an agent does, and waits for all goroutines.
func (p *pair) end() {
	p.near.Close()
	p.far.Stop()
	p.stdin.Close()
	p.stdout.Close()
	<-p.farOver
	<-p.ended
	p.host.done.Wait()
}
