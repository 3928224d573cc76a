// Package worker is a program that works inside a service's container, beside the service's processes and under the
// same limits: it uses processor time, memory or disk space. It knows nothing of faults. It reads its task from one
// line of standard input, and ends when that input ends.
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

// Request is a task for a worker. One of its fields is set.
type Request struct {
	Work  *chaos.Work `json:"work,omitempty"`  // work to do until the input ends
	End   *End        `json:"end,omitempty"`   // workers to end
	Space string      `json:"space,omitempty"` // folder whose disk space is wanted
}

// End names workers to end, and files that they may have left.
type End struct {
	ID     string   `json:"id"`
	Remove []string `json:"remove,omitempty"` // files
}

// Reply is a worker's answer: the work has started, or the requested value.
type Reply struct {
	Error string       `json:"error,omitempty"`
	Space *chaos.Space `json:"space,omitempty"`
}

// Serve runs a worker until its input ends.
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

// Ask sends a request to the worker at the other end of a stream, and returns its answer. The stream is closed if ctx
// ends first.
func Ask(ctx context.Context, stream io.ReadWriteCloser, q Request) (Reply, error) {
	defer context.AfterFunc(ctx, func() { stream.Close() })()
	line, err := json.Marshal(q)
	if err != nil {
		return Reply{}, err
	}
	// The message of a worker that could not start matters more than the failed write, so read it first.
	_, werr := stream.Write(append(line, '\n'))
	answer, err := bufio.NewReader(stream).ReadString('\n')
	switch {
	case ctx.Err() != nil:
		return Reply{}, context.Cause(ctx)
	case answer == "":
		return Reply{}, fmt.Errorf("no answer: %w", errors.Join(err, werr))
	}
	return Read(answer)
}

// Read parses an answer. Text that is no answer is the engine's error message.
func Read(line string) (Reply, error) {
	var r Reply
	if json.Unmarshal([]byte(line), &r) != nil {
		return r, errors.New(strings.TrimSpace(line))
	}
	if r.Error != "" {
		return r, errors.New(r.Error)
	}
	return r, nil
}
