package load

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"firedrill/internal/record"
)

// maxBody bounds the body of an answer; a longer one is a bad one.
const maxBody = 16 << 20

var errTooLong = replyError{errors.New("the body is too long")}

// answer is what one request met. The times are zero where nothing came.
type answer struct {
	steps
	firstByte time.Time
	done      time.Time
	status    int
	header    http.Header
	err       error
	failedAt  string // the step that failed, while there was no connection yet
}

// exchange sends a request as it stands and reads the answer into body, all of it until the deadline.
//
// It speaks HTTP/1.1 on a connection that it owns, in place of net/http's Transport, for two reasons. The Transport
// sends a request again when a kept connection breaks, so that a reset would go unseen by the record; and it hands each
// request through two more goroutines, which costs the processors that the lab needs (BenchmarkRequest compares them).
func (p *pool) exchange(ctx context.Context, request []byte, fresh bool, deadline time.Time, body *bytes.Buffer) answer {
	get := p.acquire
	if fresh {
		get = p.dial
	}
	var a answer
	var c *conn
	if c, a.steps, a.err = get(ctx, deadline); a.err != nil {
		a.done, a.failedAt = time.Now(), a.failed()
		return a
	}
	reusable := false
	if a.err = c.send(request, deadline); a.err == nil {
		reusable = a.read(c.reader, body)
	}
	a.done = time.Now()
	if reusable && !fresh {
		p.keep(c, a.done)
	} else {
		p.drop(c)
	}
	return a
}

// send writes a request; the deadline is for its answer too.
func (c *conn) send(request []byte, deadline time.Time) error {
	if err := c.SetDeadline(deadline); err != nil {
		return err
	}
	_, err := c.Write(request)
	return err
}

// read takes an answer in, and says whether the connection can carry another.
func (a *answer) read(r *bufio.Reader, body *bytes.Buffer) bool {
	body.Reset()
	if _, a.err = r.Peek(1); a.err != nil {
		return false
	}
	a.firstByte = time.Now()
	response, err := http.ReadResponse(r, nil)
	if err != nil {
		a.err = malformed(err)
		return false
	}
	defer response.Body.Close()
	a.status, a.header = response.StatusCode, response.Header
	n, err := body.ReadFrom(io.LimitReader(response.Body, maxBody+1))
	switch {
	case err != nil:
		a.err = malformed(err)
	case n > maxBody:
		a.err = errTooLong
	}
	return a.err == nil && !response.Close
}

// malformed tells an answer that breaks off or breaks the rules from one that the network cut.
func malformed(err error) error {
	cut := errors.Is(err, io.ErrUnexpectedEOF)
	strange := ErrorClass(err) == record.ClassOther && !errors.Is(err, net.ErrClosed)
	if cut || strange {
		return replyError{err}
	}
	return err
}
