package shop

import (
	"net"
	"sync"
	"time"

	"firedrill/internal/release"
)

// accepting returns the listener from which this build accepts connections.
func (s *shop) accepting(l net.Listener) net.Listener {
	if s.build.Flaw != release.StopAccepting {
		return l
	}
	return &busyListener{Listener: l, begun: time.Now(), stop: s.build.Span(), every: s.build.Period(), closed: make(chan struct{})}
}

// busyListener stops accepting connections at the end of each period. The kernel still completes handshakes until its
// backlog is full; accepted connections continue.
type busyListener struct {
	net.Listener
	begun       time.Time
	stop, every time.Duration

	closed chan struct{}
	once   sync.Once
}

// Accept delays a connection that arrives during a pause until the pause is over.
func (l *busyListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	timer := time.NewTimer(busyFor(time.Since(l.begun), l.stop, l.every))
	defer timer.Stop()
	select {
	case <-timer.C:
		return conn, nil
	case <-l.closed:
		conn.Close()
		return nil, net.ErrClosed
	}
}

// busyFor returns the rest of the pause at a time since the start: 0 in the first part of each period.
func busyFor(since, stop, every time.Duration) time.Duration {
	if every <= 0 || since%every < every-stop {
		return 0
	}
	return every - since%every
}

// Close also ends a wait.
func (l *busyListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}
