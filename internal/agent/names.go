package agent

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/packet"
)

const (
	upstreamTime = 2 * time.Second // bounds the wait for the real resolver
	drainTime    = time.Second     // bounds the wait for pending lookups when the damage ends
	drainLook    = 2 * time.Millisecond
	maxLookup    = 4096
)

// responder answers the lookups of one name wrongly, and forwards all others to the real resolver.
type responder struct {
	packet.Damage // the redirect
	want          chaos.NameDamage
	conn          *net.UDPConn
	upstream      string
	answered      atomic.Uint64
	open          atomic.Int64  // pending lookups
	healed        chan struct{} // closed when all lookups must be forwarded
	end           context.CancelFunc
	busy          sync.WaitGroup
	removing      sync.Mutex
	closed        bool // guarded by removing
}

// answerWrongly starts the responder before it redirects lookups to it.
func answerWrongly(id string, d chaos.NameDamage) (*acting, error) {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, err
	}
	ctx, end := context.WithCancel(context.Background())
	r := &responder{want: d, conn: conn, upstream: resolver(), healed: make(chan struct{}), end: end}
	r.busy.Go(func() { r.serve(ctx) })
	if r.Damage, err = packet.Redirect(id, r.port()); err != nil {
		return nil, errors.Join(err, r.close())
	}
	return &acting{Damage: r, answered: r.answered.Load}, nil
}

func (r *responder) port() uint16 { return uint16(r.conn.LocalAddr().(*net.UDPAddr).Port) }

// Remove ends the redirect. The kernel's connection tracking keeps redirecting lookups that reuse a source port, even
// without the rules. So the responder forwards all lookups until those entries are removed, and only then stops
// listening. A failed call can be repeated.
func (r *responder) Remove() error {
	r.removing.Lock()
	defer r.removing.Unlock()
	if r.closed {
		return nil
	}
	if r.damaging() {
		close(r.healed)
	}
	if err := r.Damage.Remove(); err != nil {
		return err
	}
	r.drain()
	if _, err := packet.FlushRedirected(r.port()); err != nil {
		return err
	}
	r.closed = true
	return r.close()
}

// drain waits until no lookup is pending: the reply to one whose entry is removed would not reach its client.
func (r *responder) drain() {
	for until := time.Now().Add(drainTime); r.open.Load() > 0 && time.Now().Before(until); {
		time.Sleep(drainLook)
	}
}

func (r *responder) close() error {
	r.end()
	err := r.conn.Close()
	r.busy.Wait()
	return err
}

func (r *responder) serve(ctx context.Context) {
	for {
		b := make([]byte, maxLookup)
		n, from, err := r.conn.ReadFromUDPAddrPort(b)
		if err != nil {
			if ctx.Err() != nil {
				return
			}
			continue // for example, a report that a client did not wait for its reply
		}
		r.open.Add(1)
		r.busy.Go(func() {
			defer r.open.Add(-1)
			if reply := r.answer(ctx, b[:n]); reply != nil {
				_, _ = r.conn.WriteToUDPAddrPort(reply, from) // the client will retry
			}
		})
	}
}

// answer returns the reply to one lookup; nil means no reply.
func (r *responder) answer(ctx context.Context, query []byte) []byte {
	if reply, ours := wrongAnswer(query, r.want); ours && r.damaging() {
		r.answered.Add(1)
		if reply != nil {
			return reply
		}
		select {
		case <-time.After(r.want.Delay):
		case <-r.healed:
		}
	}
	reply, err := forward(ctx, r.upstream, query)
	if err != nil {
		return nil
	}
	return reply
}

// damaging reports that the damage has not been removed.
func (r *responder) damaging() bool {
	select {
	case <-r.healed:
		return false
	default:
		return true
	}
}

// forward asks the real resolver, over a socket whose lookups are not redirected here.
func forward(ctx context.Context, upstream string, query []byte) ([]byte, error) {
	dialer := net.Dialer{Control: func(_, _ string, c syscall.RawConn) error {
		var marked error
		err := c.Control(func(fd uintptr) { marked = packet.Mark(fd) })
		return errors.Join(err, marked)
	}}
	c, err := dialer.DialContext(ctx, "udp4", upstream)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(upstreamTime)); err != nil {
		return nil, err
	}
	if _, err := c.Write(query); err != nil {
		return nil, err
	}
	b := make([]byte, maxLookup)
	n, err := c.Read(b)
	return b[:n], err
}
