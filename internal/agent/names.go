package agent

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/packet"
)

const (
	upstreamTime = 2 * time.Second // bounds the wait for the real resolver
	lookupWithin = 8 * time.Second // longer than a client's own patience with its resolver
	maxLookup    = 4096
)

// responder answers the lookups of one name wrongly, and has the real resolver answer all others.
type responder struct {
	packet.Damage // the redirect
	want          chaos.NameDamage
	conn          *net.UDPConn
	upstream      string
	answered      atomic.Uint64
	end           context.CancelFunc
	busy          sync.WaitGroup
	once          sync.Once
}

// answerWrongly begins to answer before lookups are led here.
func answerWrongly(id string, d chaos.NameDamage) (*acting, error) {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, err
	}
	ctx, end := context.WithCancel(context.Background())
	r := &responder{want: d, conn: conn, upstream: resolver(), end: end}
	r.busy.Go(func() { r.serve(ctx) })
	if r.Damage, err = packet.Redirect(id, uint16(conn.LocalAddr().(*net.UDPAddr).Port)); err != nil {
		return nil, errors.Join(err, r.close())
	}
	return &acting{Damage: r, answered: r.answered.Load}, nil
}

// Remove ends the redirect first, so that no lookup is led to nobody.
func (r *responder) Remove() error { return errors.Join(r.Damage.Remove(), r.close()) }

func (r *responder) close() error {
	var err error
	r.once.Do(func() {
		r.end()
		err = r.conn.Close()
		r.busy.Wait()
	})
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
			continue // such as the news that a client did not wait for its answer
		}
		r.busy.Go(func() {
			if reply := r.answer(ctx, b[:n]); reply != nil {
				_, _ = r.conn.WriteToUDPAddrPort(reply, from) // who asked will ask again
			}
		})
	}
}

// answer decides on one lookup; nil is silence.
func (r *responder) answer(ctx context.Context, query []byte) []byte {
	if reply, ours := wrongAnswer(query, r.want); ours {
		r.answered.Add(1)
		if reply != nil {
			return reply
		}
		select {
		case <-time.After(r.want.Delay):
		case <-ctx.Done():
		}
	}
	reply, err := forward(ctx, r.upstream, query)
	if err != nil {
		return nil
	}
	return reply
}

// forward asks the real resolver, over a socket whose lookups are not led back here.
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

// LookupRequest asks for a name.
type LookupRequest struct {
	Name string `json:"name"`
}

// lookup asks for a name's addresses as any process of this namespace does.
func lookup(ctx context.Context, _ *Session, q LookupRequest) (chaos.Lookup, error) {
	ctx, cancel := context.WithTimeout(ctx, lookupWithin)
	defer cancel()
	begun := time.Now()
	found, err := (&net.Resolver{PreferGo: true}).LookupHost(ctx, strings.TrimSuffix(q.Name, ".")+".")
	l := chaos.Lookup{Addresses: found, Took: time.Since(begun)}
	if err != nil {
		l.Class, l.Detail = chaos.AnswerFail, err.Error()
		if e := new(net.DNSError); errors.As(err, &e) {
			switch {
			case e.IsNotFound:
				l.Class = chaos.AnswerNoName
			case e.IsTimeout:
				l.Class = "timeout"
			}
		}
	}
	return l, nil
}
