package packet

import (
	"errors"
	"fmt"
	"math"
	"time"

	"golang.org/x/sys/unix"
)

// atLast is a time at which everything is due.
const atLast = time.Duration(math.MaxInt64)

// loop reads packets and releases those that are due, until close wakes it.
func (q *queue) loop() error {
	buffer := make([]byte, 1<<17) // a segment of 64 KiB with its attributes
	for {
		woken, err := q.wait()
		if err != nil || woken {
			return err
		}
		if err := q.read(buffer); err != nil {
			return err
		}
		q.answerDue(q.now())
		if err := q.send(); err != nil {
			return err
		}
	}
}

// now is the time since the queue was opened.
func (q *queue) now() time.Duration { return time.Since(q.start) }

// wait sleeps until a packet arrives, one is due, or close is called.
func (q *queue) wait() (woken bool, err error) {
	var timeout *unix.Timespec
	if due, any := q.waiting.next(); any {
		ts := unix.NsecToTimespec(int64(max(0, due-q.now())))
		timeout = &ts
	}
	fds := []unix.PollFd{{Fd: int32(q.fd), Events: unix.POLLIN}, {Fd: int32(q.wake), Events: unix.POLLIN}}
	_, err = unix.Ppoll(fds, timeout, nil)
	if err != nil && !errors.Is(err, unix.EINTR) {
		return false, fmt.Errorf("queue: wait: %w", err)
	}
	return fds[1].Revents != 0, nil
}

// read reads arrived packets, but not so many that due ones would wait.
func (q *queue) read(buffer []byte) error {
	for range readsAtOnce {
		n, _, err := unix.Recvfrom(q.fd, buffer, unix.MSG_DONTWAIT)
		switch {
		case errors.Is(err, unix.EAGAIN):
			return nil
		case errors.Is(err, unix.EINTR), errors.Is(err, unix.ENOBUFS):
			continue // what did not fit the kernel has let through
		case err != nil:
			return fmt.Errorf("queue: read: %w", err)
		}
		now := q.now()
		eachMessage(buffer[:n], func(kind uint16, body []byte) {
			if kind != msgPacket {
				return // an answer to a verdict on a packet that is gone
			}
			if p, ok := readQueued(body); ok {
				q.take(p, now)
			}
		})
	}
	return nil
}

// take decides on a packet that arrived.
func (q *queue) take(p queued, now time.Duration) {
	if p.mark == markShell && !p.in {
		q.say(verdictDrop, p.id, nil) // its copy is on the way
		return
	}
	s := q.out
	if p.in {
		s = q.in
	}
	f := s.Next(now, p.size)
	q.mu.Lock()
	q.stats.Seen++
	if f.Overflow {
		q.stats.Overflowed++
	} else if f.Lost {
		q.stats.Lost++
	}
	q.mu.Unlock()
	if f.Lost {
		q.say(verdictDrop, p.id, nil)
		return
	}
	h := held{id: p.id, came: now, due: f.At}
	if f.Corrupt && len(p.payload) > 0 {
		h.payload = append([]byte(nil), p.payload...)
		at, mask := s.Bit(h.payload)
		h.payload[at] ^= mask
		q.mu.Lock()
		q.stats.Corrupted++
		q.mu.Unlock()
	}
	q.waiting.add(h)
}

// answerDue releases the packets that are due.
func (q *queue) answerDue(now time.Duration) {
	for {
		h, ok := q.waiting.take(now)
		if !ok {
			return
		}
		q.say(verdictAccept, h.id, h.payload)
		if h.due == h.came || now == atLast {
			continue // it had not to wait, or was let go before its time
		}
		q.mu.Lock()
		q.stats.Held++
		q.stats.HeldFor += now - h.came
		q.stats.Late = max(q.stats.Late, now-h.due)
		q.mu.Unlock()
	}
}

// say adds a verdict to the batch. The kernel takes no message longer than the socket's buffer, so a long
// batch is sent in parts.
func (q *queue) say(verdict, id uint32, payload []byte) {
	q.answer = appendVerdict(q.answer, q.number, verdict, id, payload)
	if len(q.answer) >= answerLength {
		q.failed = errors.Join(q.failed, q.send())
	}
}

// send sends all verdicts to the kernel with one call.
func (q *queue) send() error {
	if len(q.answer) == 0 {
		return q.failed
	}
	err := unix.Sendto(q.fd, q.answer, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK})
	q.answer = q.answer[:0]
	if err != nil {
		return fmt.Errorf("queue: answer: %w", err)
	}
	return q.failed
}

// release releases all held packets, and those that still arrived. It is the last step of a queue, so it ignores errors.
func (q *queue) release() {
	buffer := make([]byte, 1<<17)
	for range queueLength / readsAtOnce {
		before := q.stats.Seen
		if err := q.read(buffer); err != nil || q.stats.Seen == before {
			break
		}
	}
	q.answerDue(atLast)
	_ = q.send()
}
