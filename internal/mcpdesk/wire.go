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

// wire carries the protocol's messages, one per line. Unlike the SDK's transport it survives a line without a valid
// message: it answers the sender, and reads the next line.
type wire struct {
	in  io.Reader
	out io.Writer

	lines  chan received
	closed chan struct{}
	shut   sync.Once

	mu        sync.Mutex // guards the fields below, and writing
	open      map[jsonrpc.ID]*pending
	greeted   bool // "initialize" was answered
	greeting  jsonrpc.ID
	writeFail error
}

// pending is a request without an answer.
type pending struct{ cancelled bool }

// received is one line, or the read error.
type received struct {
	text []byte
	err  error
}

// Connect starts reading.
func (w *wire) Connect(context.Context) (mcp.Connection, error) {
	w.lines, w.closed, w.open = make(chan received), make(chan struct{}), map[jsonrpc.ID]*pending{}
	go w.listen()
	return w, nil
}

// listen reads lines until the input ends or the wire is closed. A blocked read of standard input cannot be
// interrupted, so it may continue until the process ends.
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

// Read returns the next message. It answers the sender of a line without a valid one.
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

// note records open requests, and cancels those that a notification names.
func (w *wire) note(m jsonrpc.Message) {
	request, ok := m.(*jsonrpc.Request)
	if !ok {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case request.IsCall():
		if w.open[request.ID] == nil { // the server refuses an ID that is in use
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

// cancelledID returns the request that a notification cancels; zero if it names none.
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

// Write sends a message. It drops the answer to a cancelled request.
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

// settle closes a request, and reports whether its answer must be sent. It gives each error a code of the protocol.
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

// coded gives a code to an error without one. Before "initialize", the error of a request that must follow it is
// "invalid request".
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

// put writes one line.
func (w *wire) put(line []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.writeFail == nil {
		_, w.writeFail = w.out.Write(line)
	}
	return w.writeFail
}

// Close ends reading. The underlying input and output stay open.
func (w *wire) Close() error {
	w.shut.Do(func() { close(w.closed) })
	return nil
}

// SessionID is empty: there is one session.
func (*wire) SessionID() string { return "" }
