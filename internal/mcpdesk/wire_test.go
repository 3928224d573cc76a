package mcpdesk_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"firedrill/internal/mcpdesk"
)

// line is a raw connection to a desk.
type line struct {
	t    testing.TB
	in   *io.PipeWriter
	out  *bufio.Scanner
	desk *mcpdesk.Desk
}

// reply is a raw answer.
type reply struct {
	ID     json.RawMessage `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

func rawLine(t testing.TB) *line {
	t.Helper()
	in, toDesk := io.Pipe()
	fromDesk, out := io.Pipe()
	d := mcpdesk.New(mcpdesk.Options{Round: &stage{}, Audit: io.Discard, Services: []string{"redis"}, Mechanisms: []string{"frozen"}, Steps: 50, Time: time.Hour})
	served := make(chan error, 1)
	go func() {
		served <- d.Serve(t.Context(), in, out)
		out.Close()
	}()
	t.Cleanup(func() {
		toDesk.Close()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	lines := bufio.NewScanner(fromDesk)
	lines.Buffer(nil, 4<<20)
	return &line{t: t, in: toDesk, out: lines, desk: d}
}

func (l *line) send(text string) {
	l.t.Helper()
	if _, err := io.WriteString(l.in, text+"\n"); err != nil {
		l.t.Fatalf("send %.80q: %v", text, err)
	}
}

func (l *line) next() reply {
	l.t.Helper()
	if !l.out.Scan() {
		l.t.Fatalf("the server ended: %v", l.out.Err())
	}
	var r reply
	if err := json.Unmarshal(l.out.Bytes(), &r); err != nil {
		l.t.Fatalf("%v: %s", err, l.out.Text())
	}
	return r
}

const (
	hello   = `{"jsonrpc":"2.0","id":"hello","method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`
	greeted = `{"jsonrpc":"2.0","method":"notifications/initialized"}`
)

func (l *line) greet() {
	l.t.Helper()
	l.send(hello)
	if r := l.next(); r.Error != nil {
		l.t.Fatalf("initialize: %+v", r.Error)
	}
	l.send(greeted)
}

func TestServe_AnswersAMalformedLineAndGoesOn(t *testing.T) {
	tests := map[string]struct {
		line string
		code int
		id   string
	}{
		"bad JSON":            {`{"jsonrpc":"2.0",`, -32700, "null"},
		"prose":               {`hello`, -32700, "null"},
		"header":              {`Content-Length: 52`, -32700, "null"},
		"two on a line":       {`{"jsonrpc":"2.0","id":1,"method":"ping"}{"jsonrpc":"2.0","id":2,"method":"ping"}`, -32700, "null"},
		"not UTF-8":           {"\xff\xfe", -32700, "null"},
		"too long":            {`{"jsonrpc":"2.0","id":1,"method":"` + strings.Repeat("x", 2<<20) + `"}`, -32700, "null"},
		"empty batch":         {`[]`, -32600, "null"},
		"batch":               {`[{"jsonrpc":"2.0","id":1,"method":"ping"}]`, -32600, "null"},
		"number":              {`42`, -32600, "null"},
		"string":              {`"ping"`, -32600, "null"},
		"null":                {`null`, -32600, "null"},
		"empty object":        {`{}`, -32600, "null"},
		"no version":          {`{"id":7,"method":"ping"}`, -32600, "7"},
		"wrong version":       {`{"jsonrpc":"1.0","id":"a","method":"ping"}`, -32600, `"a"`},
		"method is a number":  {`{"jsonrpc":"2.0","id":8,"method":1}`, -32600, "8"},
		"id is an object":     {`{"jsonrpc":"2.0","id":{},"method":"ping"}`, -32600, "null"},
		"unknown method":      {`{"jsonrpc":"2.0","id":9,"method":"nosuch"}`, -32601, "9"},
		"call without params": {`{"jsonrpc":"2.0","id":10,"method":"tools/call"}`, -32600, "10"},
		"params are a list":   {`{"jsonrpc":"2.0","id":11,"method":"tools/call","params":[]}`, -32602, "11"},
	}
	l := rawLine(t)
	l.greet()
	for name, tt := range tests {
		l.send(tt.line)
		r := l.next()
		if r.Error == nil || r.Error.Code != tt.code || string(r.ID) != tt.id {
			t.Errorf("%s: id %s, %+v; want id %s, code %d", name, r.ID, r.Error, tt.id, tt.code)
		}
	}
	for _, ignored := range []string{"", "   ", `{"jsonrpc":"2.0","method":"notifications/nosuch"}`, `{"jsonrpc":"2.0","id":77,"result":{}}`} {
		l.send(ignored)
	}
	l.send(`{"jsonrpc":"2.0","id":"last","method":"ping"}`)
	if r := l.next(); string(r.ID) != `"last"` || r.Error != nil {
		t.Errorf("after all of them: %s %+v", r.ID, r.Error)
	}
}

func TestServe_ErrorBeforeInitializeHasACode(t *testing.T) {
	l := rawLine(t)
	l.send(`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`)
	if r := l.next(); r.Error == nil || r.Error.Code != -32600 {
		t.Errorf("%+v", r.Error)
	}
	l.greet()
	l.send(`{"jsonrpc":"2.0","id":2,"method":"tools/list"}`)
	if r := l.next(); r.Error != nil {
		t.Errorf("afterwards: %+v", r.Error)
	}
}

func TestServe_CancelledCallIsNotAnswered(t *testing.T) {
	l := rawLine(t)
	l.greet()
	l.desk.Open("fragile-1", "An evening.")
	l.send(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"page","arguments":{}}}`)
	l.next() // the agent has read that the lab is up
	l.send(`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"page","arguments":{"wait_seconds":50}}}`)
	l.send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2,"reason":"enough"}}`)
	l.send(`{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"ack","arguments":{}}}`)
	if r := l.next(); string(r.ID) != "3" {
		t.Errorf("answered: %s %s", r.ID, r.Result)
	}
	l.desk.Page("It hangs.", time.Now())
	l.send(`{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"page","arguments":{"wait_seconds":50}}}`)
	if r := l.next(); string(r.ID) != "4" || !bytes.Contains(r.Result, []byte("It hangs.")) {
		t.Errorf("the next page: %s %s", r.ID, r.Result)
	}
}

func TestServe_EveryArgumentHasOneType(t *testing.T) {
	l := rawLine(t)
	l.greet()
	l.send(`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`)
	var listed struct {
		Tools []struct {
			Name        string `json:"name"`
			InputSchema any    `json:"inputSchema"`
		} `json:"tools"`
	}
	if err := json.Unmarshal(l.next().Result, &listed); err != nil || len(listed.Tools) < 20 {
		t.Fatalf("%d tools, %v", len(listed.Tools), err)
	}
	for _, tool := range listed.Tools {
		for _, bad := range listsOfTypes(tool.InputSchema, tool.Name) {
			t.Errorf("%s", bad)
		}
	}
}

// listsOfTypes finds the properties of a schema that have several types.
func listsOfTypes(v any, at string) (all []string) {
	switch v := v.(type) {
	case map[string]any:
		if types, ok := v["type"].([]any); ok {
			all = append(all, fmt.Sprintf("%s: %v", at, types))
		}
		for name, below := range v {
			all = append(all, listsOfTypes(below, at+"."+name)...)
		}
	case []any:
		for _, below := range v {
			all = append(all, listsOfTypes(below, at)...)
		}
	}
	return all
}

// FuzzServe_OutlivesAnyLine sends arbitrary bytes, and then a request that must be answered.
func FuzzServe_OutlivesAnyLine(f *testing.F) {
	for _, seed := range []string{"", "42", "[]", "{", hello, "Content-Length: 10\r\n\r\n{}", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"page","arguments":{"wait_seconds":0}}}`,
		`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"the-last"}}`, `{"jsonrpc":"2.0","id":null,"method":"initialize","params":null}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if bytes.Contains(text, []byte("the-last")) || bytes.Contains(text, []byte("wait_seconds")) && !bytes.Contains(text, []byte(`"wait_seconds":0}`)) {
			return // it would answer in the request's place, or wait
		}
		l := rawLine(t)
		done := make(chan struct{})
		go func() {
			defer close(done)
			for l.out.Scan() {
				if bytes.Contains(l.out.Bytes(), []byte(`"id":"the-last"`)) {
					return
				}
			}
			t.Errorf("the server ended after %.200q", text)
		}()
		io.WriteString(l.in, string(text)+"\n"+`{"jsonrpc":"2.0","id":"the-last","method":"ping"}`+"\n")
		<-done
		go func() { // read the answers until the writer ends
			for l.out.Scan() {
			}
		}()
	})
}
