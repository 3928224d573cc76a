package agent

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"firedrill/chaos"
	"firedrill/internal/load"
)

// ReachRequest describes connections to open to an address.
type ReachRequest struct {
	Address string `json:"address"` // host:port
	chaos.Reach
}

// maxReach bounds the number of concurrent connections.
const maxReach = 200

// reach opens all connections at once, and returns the outcome of each.
func reach(ctx context.Context, _ *Session, q ReachRequest) (chaos.Reached, error) {
	if q.Count < 1 || q.Count > maxReach {
		return chaos.Reached{}, fmt.Errorf("can't open %d connections at once", q.Count)
	}
	var mu sync.Mutex
	var all sync.WaitGroup
	r := chaos.Reached{Failed: map[string]int{}}
	for i := range q.Count {
		all.Go(func() {
			took, err := tries(ctx, q, i)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				r.Failed[load.ErrorClass(err)]++
				return
			}
			r.Took = append(r.Took, took...)
		})
	}
	all.Wait()
	slices.Sort(r.Took)
	return r, nil
}

// tries opens the i-th connection, and returns the times measured on it.
func tries(ctx context.Context, q ReachRequest, i int) ([]time.Duration, error) {
	if q.Pings > 0 {
		return ping(ctx, q, time.Duration(i)*q.Every/time.Duration(q.Count))
	}
	took, err := reachOnce(ctx, q)
	return []time.Duration{took}, err
}

func reachOnce(ctx context.Context, q ReachRequest) (time.Duration, error) {
	within := positive(q.Within, probeWithin)
	dial, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	start := time.Now()
	c, err := new(net.Dialer).DialContext(dial, "tcp", q.Address)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	if err := c.SetDeadline(start.Add(within)); err != nil {
		return 0, err
	}
	switch {
	case q.Send > 0:
		err = deliver(dial, c.(*net.TCPConn), q)
	case q.Talk:
		err = talk(c, q.Address)
	}
	took := time.Since(start)
	if err == nil && q.Watch > 0 {
		err = watch(c, q.Watch)
	}
	return took, err
}

// talk sends a request that any service of the kind at that port answers.
func talk(c net.Conn, address string) error {
	question := "GET /healthz HTTP/1.0\r\n\r\n"
	switch {
	case strings.HasSuffix(address, ":5432"):
		question = "\x00\x00\x00\x08\x04\xd2\x16\x2f" // SSLRequest: whether it supports TLS
	case strings.HasSuffix(address, ":6379"):
		question = "PING\r\n"
	}
	if _, err := c.Write([]byte(question)); err != nil {
		return err
	}
	_, err := c.Read(make([]byte, 1))
	return err
}

// deliver sends the start of a message, so that the service waits for the rest, and returns when the peer has
// acknowledged the bytes.
func deliver(ctx context.Context, c *net.TCPConn, q ReachRequest) error {
	begin := "GET /"
	switch {
	case strings.HasSuffix(q.Address, ":5432"):
		begin = "\x00\x00\x27\x00\x00\x03\x00\x00" // a long startup message
	case strings.HasSuffix(q.Address, ":8443"):
		begin = "\x16\x03\x01\x3f\xff\x01\x00\x3f\xfb\x03\x03" // a long ClientHello
	}
	if _, err := c.Write([]byte(begin + strings.Repeat("x", max(0, q.Send-len(begin))))); err != nil {
		return err
	}
	for {
		left, err := unacknowledged(c)
		if err != nil || left == 0 {
			return err
		}
		select {
		case <-time.After(200 * time.Microsecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// watch waits for a connection to break. A connection that is only silent, or that is closed in order, did not break.
func watch(c net.Conn, long time.Duration) error {
	if err := c.SetReadDeadline(time.Now().Add(long)); err != nil {
		return err
	}
	_, err := c.Read(make([]byte, 1))
	if broken := new(net.OpError); errors.As(err, &broken) && !broken.Timeout() {
		return err
	}
	return nil
}
