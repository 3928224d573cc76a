//go:build unix

package shop

import (
	"net"
	"testing"
	"time"
)

// pair returns the two ends of a TCP connection.
func pair(t *testing.T) (near, far net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if near, err = net.Dial("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if far, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { near.Close(); far.Close() })
	return near, far
}

func TestAlive(t *testing.T) {
	near, far := pair(t)
	if !alive(near) {
		t.Error("a quiet connection is called dead")
	}
	far.Write([]byte("farewell"))
	eventually(t, "a farewell is seen", func() bool { return !alive(near) })

	near, far = pair(t)
	far.Close()
	eventually(t, "a closed peer is seen", func() bool { return !alive(near) })
	near.Close()
	if alive(near) {
		t.Error("our own closed connection is called alive")
	}
}

func TestAlive_DoesNotWaitBehindARead(t *testing.T) {
	near, _ := pair(t)
	go near.Read(make([]byte, 1))
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 1000 {
			alive(near)
			time.Sleep(10 * time.Microsecond) // lets the other read start
		}
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("alive hangs while a read waits")
	}
}
