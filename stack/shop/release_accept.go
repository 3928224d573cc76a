package shop

import (
	"net"
	"sync"
	"time"

	"firedrill/internal/release"
)

// accepting returns the listener that this build takes connections from.
func (s *shop) accepting(l net.Listener) net.Listener {
	if s.build.Flaw != release.StopAccepting {
		return l
	}
	return &busyListener{Listener: l, begun: time.Now(), stop: s.build.Span(), every: s.build.Period(), closed: make(chan struct{})}
}

// busyListener takes no connection at the end of each period. The kernel goes on to shake hands, until its backlog is
// full; connections that were taken before live on.
type busyListener struct {
	net.Listener
	begun       time.Time
	stop, every time.Duration

	closed chan struct{}
	once   sync.Once
}

// Accept hands a connection over that came in while none is taken only when that is over.
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

// busyFor says how long it takes until connections are taken again, so long after the beginning: 0 in the first part of
// each period.
func busyFor(since, stop, every time.Duration) time.Duration {
	if every <= 0 || since%every < every-stop {
		return 0
	}
	return every - since%every
}

// Close ends a wait, too.
func (l *busyListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}
