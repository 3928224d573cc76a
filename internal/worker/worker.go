// Package worker is the program of ours that works in a service's container, beside the service's own processes and
// under the same limits: it computes, keeps memory or fills a disk. It knows nothing of faults. What it does it is told
// in one line on its standard input, and when that ends, so does it.
package worker

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"firedrill/chaos"
)

// Asker is the name of a worker that only answers a question.
const Asker = "0"

// Request is what a worker is asked: one of its fields.
type Request struct {
	Work  *chaos.Work `json:"work,omitempty"`  // to be done until the input ends
	End   *End        `json:"end,omitempty"`   // end others
	Space string      `json:"space,omitempty"` // a folder of the disk whose space is asked for
}

// End says whose work is over, and what it may have left.
type End struct {
	ID     string   `json:"id"`
	Remove []string `json:"remove,omitempty"` // files
}

// Reply is what a worker answers: that a work is under way, or what was asked for.
type Reply struct {
	Error string       `json:"error,omitempty"`
	Space *chaos.Space `json:"space,omitempty"`
}

// Serve is a worker's whole life.
func Serve(ctx context.Context, id string, in io.Reader, out io.Writer) error {
	lines := bufio.NewReader(in)
	line, err := lines.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("read the request: %w", err)
	}
	var q Request
	if err := json.Unmarshal(line, &q); err != nil {
		return fmt.Errorf("read the request: %w", err)
	}
	if q.Work == nil {
		return say(out, answer(q))
	}
	ctx, cancel := context.WithTimeout(ctx, q.Work.Within)
	defer cancel()
	go func() { // ends with the input, or with the process
		defer cancel()
		_, _ = io.Copy(io.Discard, lines)
	}()
	return work(ctx, id, *q.Work, func(err error) error { return say(out, Reply{Error: text(err)}) })
}

// answer answers a question.
func answer(q Request) Reply {
	switch {
	case q.End != nil:
		return Reply{Error: text(end(*q.End))}
	case q.Space != "":
		s, err := space(q.Space)
		return Reply{Error: text(err), Space: &s}
	}
	return Reply{Error: "nothing was asked"}
}

func say(out io.Writer, r Reply) error { return json.NewEncoder(out).Encode(r) }

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// Ask has a worker at the other end of a stream do something, and returns its answer. The stream is closed when ctx ends
// first.
func Ask(ctx context.Context, stream io.ReadWriteCloser, q Request) (Reply, error) {
	defer context.AfterFunc(ctx, func() { stream.Close() })()
	line, err := json.Marshal(q)
	if err != nil {
		return Reply{}, err
	}
	// What a worker that could not be started has to say is read, not that it takes no line.
	_, werr := stream.Write(append(line, '\n'))
	said, err := bufio.NewReader(stream).ReadString('\n')
	switch {
	case ctx.Err() != nil:
		return Reply{}, context.Cause(ctx)
	case said == "":
		return Reply{}, fmt.Errorf("it says nothing: %w", errors.Join(err, werr))
	}
	return Read(said)
}

// Read reads an answer. One that is none is what the engine says in its place.
func Read(said string) (Reply, error) {
	var r Reply
	if json.Unmarshal([]byte(said), &r) != nil {
		return r, errors.New(strings.TrimSpace(said))
	}
	if r.Error != "" {
		return r, errors.New(r.Error)
	}
	return r, nil
}
