package canary

import (
	"context"
	"net"
	"time"
)

// echoWithin bounds one exchange.
const echoWithin = 5 * time.Second

// echo is a pair of loopback sockets.
type echo struct{ ask, answer *net.UDPConn }

func newEcho() (*echo, error) {
	answer, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, err
	}
	ask, err := net.DialUDP("udp4", nil, answer.LocalAddr().(*net.UDPAddr))
	if err != nil {
		answer.Close()
		return nil, err
	}
	return &echo{ask: ask, answer: answer}, nil
}

// run makes exchanges until the context ends, and closes both sockets.
func (e *echo) run(ctx context.Context, c *Canary) {
	answered := make(chan struct{})
	go func() { defer close(answered); e.serve() }()
	stop := context.AfterFunc(ctx, func() { e.ask.Close(); e.answer.Close() })
	defer func() { stop(); e.ask.Close(); e.answer.Close(); <-answered }()
	tick := time.NewTicker(echoEvery)
	defer tick.Stop()
	var n byte
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		n++
		if took, ok := e.exchange(n); ok {
			c.echoed(took)
		}
	}
}

// exchange sends a number and waits for its reply. It ignores the reply to an earlier number.
func (e *echo) exchange(n byte) (time.Duration, bool) {
	began := time.Now()
	_ = e.ask.SetReadDeadline(began.Add(echoWithin))
	if _, err := e.ask.Write([]byte{n}); err != nil {
		return 0, false
	}
	var b [1]byte
	for {
		if _, err := e.ask.Read(b[:]); err != nil {
			return 0, false
		}
		if b[0] == n {
			return time.Since(began), true
		}
	}
}

func (e *echo) serve() {
	var b [1]byte
	for {
		n, from, err := e.answer.ReadFromUDP(b[:])
		if err != nil {
			return
		}
		if _, err := e.answer.WriteToUDP(b[:n], from); err != nil {
			return
		}
	}
}
