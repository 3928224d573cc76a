package mcpdesk

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// wire carries the protocol's messages, one a line. Unlike the transport of the SDK it outlives a line that holds no message: the
// sender is told, and the next line is read.
type wire struct {
	in  io.Reader
	out io.Writer

	lines  chan received
	closed chan struct{}
	shut   sync.Once

	mu        sync.Mutex // guards all below, and writing
	open      map[jsonrpc.ID]*pending
	greeted   bool // "initialize" was answered
	greeting  jsonrpc.ID
	writeFail error
}

// pending is a request that was not answered yet.
type pending struct{ cancelled bool }

// received is one line, or why there is none.
type received struct {
	text []byte
	err  error
}

// Connect begins to read.
func (w *wire) Connect(context.Context) (mcp.Connection, error) {
	w.lines, w.closed, w.open = make(chan received), make(chan struct{}), map[jsonrpc.ID]*pending{}
	go w.listen()
	return w, nil
}

// listen reads lines until the input ends, or the wire is closed. A read of standard input can't be broken off, so it may outlast
// the wire until its process ends.
func (w *wire) listen() {
	r := bufio.NewReader(w.in)
	for {
		text, err := readLine(r)
		select {
		case w.lines <- received{text, err}:
		case <-w.closed:
			return
		}
		if err != nil && !errors.Is(err, errLongLine) {
			return
		}
	}
}

// Read returns the next message. Whoever sent a line that holds none is answered.
func (w *wire) Read(ctx context.Context) (jsonrpc.Message, error) {
	for {
		var line received
		select {
		case line = <-w.lines:
		case <-w.closed:
			return nil, io.EOF
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		var bad *refusal
		switch {
		case errors.Is(line.err, errLongLine):
			bad = &refusal{code: jsonrpc.CodeParseError, text: errLongLine.Error()}
		case line.err != nil:
			return nil, line.err
		}
		var message jsonrpc.Message
		if bad == nil {
			message, bad = readMessage(line.text)
		}
		if bad != nil {
			if err := w.put(bad.encode()); err != nil {
				return nil, err
			}
			continue
		}
		if message != nil {
			w.note(message)
			return message, nil
		}
	}
}

// note remembers which requests are open, and which of them were cancelled.
func (w *wire) note(m jsonrpc.Message) {
	request, ok := m.(*jsonrpc.Request)
	if !ok {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case request.IsCall():
		if w.open[request.ID] == nil { // the server refuses an id that is in use
			w.open[request.ID] = &pending{}
		}
		if request.Method == "initialize" {
			w.greeting = request.ID
		}
	case request.Method == "notifications/cancelled":
		if p := w.open[cancelledID(request.Params)]; p != nil {
			p.cancelled = true
		}
	}
}

// cancelledID is the request that a notification cancels; none where it names none.
func cancelledID(params json.RawMessage) jsonrpc.ID {
	var p struct {
		ID any `json:"requestId"`
	}
	if json.Unmarshal(params, &p) != nil {
		return jsonrpc.ID{}
	}
	id, err := jsonrpc.MakeID(p.ID)
	if err != nil {
		return jsonrpc.ID{}
	}
	return id
}

// Write sends a message. A request that was cancelled is not answered.
func (w *wire) Write(_ context.Context, m jsonrpc.Message) error {
	if response, ok := m.(*jsonrpc.Response); ok && !w.settle(response) {
		return nil
	}
	text, err := jsonrpc.EncodeMessage(m)
	if err != nil {
		return err
	}
	return w.put(append(text, '\n'))
}

// settle closes the account of a request, and says whether its answer is wanted. Each error has a code that the protocol knows.
func (w *wire) settle(r *jsonrpc.Response) (wanted bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.open[r.ID]
	delete(w.open, r.ID)
	r.Error = coded(r.Error, w.greeted)
	if r.ID == w.greeting && r.Error == nil {
		w.greeted = true
	}
	return p == nil || !p.cancelled
}

// coded gives an error a code that has none: before the client was greeted, a request that has to wait for that is invalid.
func coded(err error, greeted bool) error {
	if err == nil {
		return nil
	}
	if known, ok := errors.AsType[*jsonrpc.Error](err); ok && known.Code != 0 {
		return err
	}
	code := int64(jsonrpc.CodeInternalError)
	if !greeted {
		code = jsonrpc.CodeInvalidRequest
	}
	return &jsonrpc.Error{Code: code, Message: err.Error()}
}

// put writes a whole line.
func (w *wire) put(line []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.writeFail == nil {
		_, w.writeFail = w.out.Write(line)
	}
	return w.writeFail
}

// Close ends reading. What it reads from and writes to stays open.
func (w *wire) Close() error {
	w.shut.Do(func() { close(w.closed) })
	return nil
}

// SessionID is empty: there is one session.
func (*wire) SessionID() string { return "" }
