package mcpdesk

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
)

// longestLine bounds one message, in bytes.
const longestLine = 1 << 20

// errLongLine reports a line longer than that. The line was skipped.
var errLongLine = errors.New("the message is longer than 1 MiB")

// readLine reads one line without its end. At the end of the input it returns the rest as the last line; the next
// call returns io.EOF.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := r.ReadSlice('\n')
		if long = long || len(line)+len(part) > longestLine; !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && (!errors.Is(err, io.EOF) || len(line) == 0 && !long):
			return nil, err
		case long:
			return nil, errLongLine
		}
		return bytes.TrimRight(line, "\r\n"), nil
	}
}

// readMessage parses a line. For a line without a message it returns the answer for its sender; for a blank line it
// returns neither.
func readMessage(line []byte) (jsonrpc.Message, *refusal) {
	line = bytes.TrimSpace(line)
	switch {
	case len(line) == 0:
		return nil, nil
	case !json.Valid(line):
		return nil, &refusal{code: jsonrpc.CodeParseError, text: "the line is not JSON: each message is one line of JSON, without headers"}
	case line[0] == '[':
		return nil, &refusal{code: jsonrpc.CodeInvalidRequest, text: "batches are not supported: send one message a line"}
	case line[0] != '{':
		return nil, &refusal{code: jsonrpc.CodeInvalidRequest, text: "a message is a JSON object"}
	}
	message, err := jsonrpc.DecodeMessage(line)
	if err != nil {
		return nil, &refusal{id: idOf(line), code: jsonrpc.CodeInvalidRequest, text: "not a message of JSON-RPC 2.0: " + err.Error()}
	}
	return message, nil
}

// refusal is the answer to a line without a valid message.
type refusal struct {
	id   json.RawMessage // nil if it cannot be read
	code int
	text string
}

// encode formats the answer as a line. The protocol requires a null if no ID could be read.
func (r *refusal) encode() []byte {
	id := r.id
	if id == nil {
		id = json.RawMessage("null")
	}
	text, _ := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": id, "error": map[string]any{"code": r.code, "message": r.text}})
	return append(text, '\n')
}

// idOf returns the ID of an object that is not a valid message; nil if it has no valid ID.
func idOf(line []byte) json.RawMessage {
	var m struct {
		ID json.RawMessage `json:"id"`
	}
	if json.Unmarshal(line, &m) != nil || len(m.ID) == 0 {
		return nil
	}
	var id any
	if json.Unmarshal(m.ID, &id) != nil {
		return nil
	}
	switch id.(type) {
	case string, float64:
		return m.ID
	}
	return nil
}
