package packet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

const (
	queueLength  = 16384   // packets that the kernel keeps for us; beyond it lets them through
	queueBuffer  = 8 << 20 // bytes of messages that wait for us
	firstQueue   = 0xf1d0  // queues are few and anyone may use the low numbers
	queueTries   = 64
	readsAtOnce  = 64      // messages read before what is due goes out
	answerLength = 1 << 15 // bytes of verdicts sent at once
	justTheSizes = 64      // bytes copied of a packet of which only the length counts
)

// queue receives packets from the kernel, holds each as its schedule says, and gives it back. One goroutine, bound to a
// thread, reads, waits and answers, so that no switch between threads adds to a delay.
type queue struct {
	number uint16
	fd     int // the netlink socket; the queue lives as long as it
	wake   int // an eventfd that ends the wait
	start  time.Time

	in, out *Schedule
	waiting waiting
	answer  []byte // verdicts to be sent
	failed  error  // to send them

	mu    sync.Mutex
	stats Stats
	err   error // why it ended by itself

	stopped chan struct{} // closed when the goroutine is gone
	once    sync.Once
}

// openQueue binds the first free queue and starts to serve it. Rules that lead to it are added afterwards.
func openQueue(s Spec, seed uint64) (*queue, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_NETFILTER)
	if err != nil {
		return nil, fmt.Errorf("%w: netfilter over netlink: %w", ErrKernel, err)
	}
	wake, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		return nil, errors.Join(err, unix.Close(fd))
	}
	q := &queue{fd: fd, wake: wake, start: time.Now(), in: NewSchedule(s, seed), out: NewSchedule(s, seed+1), stopped: make(chan struct{})}
	if err := q.setUp(s); err != nil {
		return nil, errors.Join(err, unix.Close(fd), unix.Close(wake))
	}
	go q.serve()
	return q, nil
}

// setUp binds a queue number and configures what is copied.
func (q *queue) setUp(s Spec) error {
	if err := unix.Bind(q.fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return fmt.Errorf("netlink: %w", err)
	}
	if err := unix.SetsockoptInt(q.fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, queueBuffer); err != nil {
		// Without the right to force it the buffer is as large as the system allows.
		_ = unix.SetsockoptInt(q.fd, unix.SOL_SOCKET, unix.SO_RCVBUF, queueBuffer)
	}
	if err := unix.SetsockoptInt(q.fd, unix.SOL_NETLINK, unix.NETLINK_NO_ENOBUFS, 1); err != nil {
		return fmt.Errorf("netlink: %w", err)
	}
	if err := q.bind(); err != nil {
		return err
	}
	for _, c := range configs(s) {
		if err := q.ask(appendMessage(nil, msgConfig, nlmAck, q.number, c)); err != nil {
			return fmt.Errorf("queue %d: %w", q.number, err)
		}
	}
	return nil
}

// bind binds the first unused queue number.
func (q *queue) bind() error {
	var err error
	for i := range queueTries {
		q.number = uint16(firstQueue + i)
		err = q.ask(appendMessage(nil, msgConfig, nlmAck, q.number, attribute(cfgCommand, []byte{commandBind, 0, 0, 0})))
		switch {
		case err == nil:
			return nil
		case errors.Is(err, unix.EINVAL), errors.Is(err, unix.EOPNOTSUPP):
			return fmt.Errorf("%w: nfqueue: %w", ErrKernel, err)
		case !errors.Is(err, unix.EBUSY) && !errors.Is(err, unix.EPERM): // a queue of another socket is "not permitted"
			return fmt.Errorf("bind queue %d: %w", q.number, err)
		}
	}
	return fmt.Errorf("no free queue: %w", err)
}

// configs are the settings of a queue for a spec: copy as little of each packet as possible, and let packets through on failure.
func configs(s Spec) [][]byte {
	mode, length := byte(copyMeta), uint32(0)
	if s.Rate > 0 {
		mode, length = copyPacket, justTheSizes
	}
	if s.Corrupt > 0 {
		mode, length = copyPacket, 0xffff
	}
	flags := uint32(flagFailOpen)
	if s.Loss == 0 && s.Corrupt == 0 && s.Reorder == 0 && s.Rate == 0 {
		flags |= flagGSO // what only waits may wait whole
	}
	params := append(binary.BigEndian.AppendUint32(nil, length), mode)
	word := func(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }
	return [][]byte{
		attribute(cfgParams, params),
		attribute(cfgMaxLen, word(queueLength)),
		append(attribute(cfgFlags, word(flags)), attribute(cfgMask, word(flagFailOpen|flagGSO))...),
	}
}

// ask sends a message and waits for its acknowledgement. It may be used only before packets are queued.
func (q *queue) ask(message []byte) error {
	if err := unix.Sendto(q.fd, message, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return err
	}
	b := make([]byte, 4096)
	n, _, err := unix.Recvfrom(q.fd, b, 0)
	if err != nil {
		return err
	}
	result := errors.New("no acknowledgement")
	eachMessage(b[:n], func(kind uint16, body []byte) {
		if kind != nlmsgError || len(body) < 4 {
			return
		}
		result = nil
		if code := int32(binary.NativeEndian.Uint32(body)); code != 0 {
			result = unix.Errno(-code)
		}
	})
	return result
}

// close ends the queue; held packets are released at once. The rules that lead to it must be removed first: packets that
// arrive before the socket closes are lost.
func (q *queue) close() error {
	var err error
	q.once.Do(func() {
		one := binary.NativeEndian.AppendUint64(nil, 1)
		_, err = unix.Write(q.wake, one)
		<-q.stopped
		err = errors.Join(err, unix.Close(q.wake))
	})
	return err
}

// look returns the counters so far, and why the queue ended if it did.
func (q *queue) look() (Stats, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.stats, q.err
}

// serve runs until close, or until the socket fails. It closes the socket, whose rules then let packets through.
func (q *queue) serve() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	// The kernel may wake a thread up to 50 us late to save power, unless told otherwise.
	_ = unix.Prctl(unix.PR_SET_TIMERSLACK, 1, 0, 0, 0)
	defer close(q.stopped)
	err := q.loop()
	q.release()
	err = errors.Join(err, unix.Close(q.fd))
	q.mu.Lock()
	defer q.mu.Unlock()
	q.err = err
}
