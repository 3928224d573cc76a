package mcpdesk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"firedrill/internal/mcpdesk"
	"firedrill/internal/oncall"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// stage is a round in which nothing breaks. It records its requests.
type stage struct {
	mu    sync.Mutex
	lines []string // commands
	asks  []oncall.Ask
	why   string                                         // of a time-out
	does  func(ctx context.Context, out io.Writer) error // runs for each command; may be nil
	says  func(oncall.Ask) oncall.Answer                 // may be nil
}

func (s *stage) Answer(q oncall.Ask) oncall.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asks = append(s.asks, q)
	if s.says != nil {
		return s.says(q)
	}
	return oncall.Answer{Said: "noted", Over: q.Verb == oncall.Resolved || q.Verb == oncall.GaveUp}
}

func (s *stage) Do(ctx context.Context, words []string, out io.Writer) error {
	s.mu.Lock()
	s.lines = append(s.lines, strings.Join(words, " "))
	s.mu.Unlock()
	if s.does != nil {
		return s.does(ctx, out)
	}
	return nil
}

func (s *stage) TimeOut(why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.why = why
}

func (s *stage) ended() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.why
}

func (s *stage) ran() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.lines)
}

// sitting is a desk with a real client.
type sitting struct {
	t      *testing.T
	desk   *mcpdesk.Desk
	stage  *stage
	client *mcp.ClientSession
	log    *bytes.Buffer
	served chan error
	hangup func() // cuts the client's end of the connection
}

func sit(t *testing.T, o mcpdesk.Options, s *stage) *sitting {
	t.Helper()
	log := &bytes.Buffer{}
	o.Databases = []string{"postgres"}
	o.Round, o.Audit, o.Services, o.Mechanisms = s, log, []string{"nginx", "shop-1", "redis", "postgres", "shop"}, []string{"frozen", "none", "stopped"}
	if o.Steps == 0 {
		o.Steps = 50
	}
	if o.Time == 0 {
		o.Time = time.Hour
	}
	at := &sitting{t: t, desk: mcpdesk.New(o), stage: s, log: log, served: make(chan error, 1)}
	in, toDesk := io.Pipe()
	fromDesk, out := io.Pipe()
	go func() {
		at.served <- at.desk.Serve(t.Context(), in, out)
		out.Close()
	}()
	client, err := mcp.NewClient(&mcp.Implementation{Name: "test"}, nil).Connect(t.Context(), &mcp.IOTransport{Reader: fromDesk, Writer: toDesk}, nil)
	if err != nil {
		t.Fatal(err)
	}
	at.client, at.hangup = client, func() { toDesk.Close() }
	return at
}

// leave closes the connection, and waits until the desk has noticed.
func (s *sitting) leave() {
	s.t.Helper()
	s.hangup()
	select {
	case err := <-s.served:
		if err != nil {
			s.t.Error(err)
		}
	case <-time.After(20 * time.Second):
		s.t.Fatal("the desk did not notice that its client had left")
	}
}

// call calls a tool, and returns its output.
func (s *sitting) call(name string, args any) (*mcp.CallToolResult, string) {
	s.t.Helper()
	r, err := s.client.CallTool(s.t.Context(), &mcp.CallToolParams{Name: name, Arguments: args})
	if err != nil {
		return nil, err.Error()
	}
	return r, r.Content[0].(*mcp.TextContent).Text
}

// must calls a tool and checks its output, and whether it fails.
func (s *sitting) must(name string, args any, fails bool, want string) {
	s.t.Helper()
	r, text := s.call(name, args)
	if r == nil || r.IsError != fails || !strings.Contains(text, want) {
		s.t.Errorf("%s %v: %+v %q, want %q", name, args, r, text, want)
	}
}

type object = map[string]any

func TestServe_PlaysARound(t *testing.T) {
	s := sit(t, mcpdesk.Options{}, &stage{})
	s.must("page", nil, false, "The lab is starting")
	<-s.desk.Begun()
	s.must("restart", object{"service": "redis"}, true, "the lab is not up yet")
	s.desk.Open("fragile-1", "An evening.")
	s.must("page", nil, false, "An evening. Nothing is known to be wrong.\nYou have not been paged.")
	s.desk.Page("It hangs.", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	s.must("page", object{"wait_seconds": 50}, false, "PAGE at 03:04:05: It hangs.")
	s.must("ack", nil, false, "noted")
	s.must("status", nil, false, "[44 steps and ")
	s.must("restart", object{"service": "redis"}, false, "")
	s.must("diagnose", object{"component": "redis", "mechanism": "frozen", "evidence": "it is paused"}, false, "noted")
	s.must("debrief", nil, true, "the round is not over")
	s.must("resolve", nil, false, "[the round is over]")
	s.must("restart", object{"service": "redis"}, true, "the round is over")
	s.must("debrief", nil, true, "the round is being scored")
	s.desk.Close("97 of 100", nil)
	s.must("debrief", object{"wait_seconds": 50}, false, "97 of 100")
	s.leave()

	if want := []string{"status --lab=fragile-1", "restart -- redis"}; !slices.Equal(s.stage.ran(), want) {
		t.Errorf("in the lab: %q, want %q", s.stage.ran(), want)
	}
	want := []oncall.Ask{{Verb: oncall.Acked}, {Verb: oncall.Diagnose, Diagnosis: oncall.Diagnosis{Component: "redis", Mechanism: "frozen", Evidence: "it is paused"}}, {Verb: oncall.Resolved}}
	if !slices.Equal(s.stage.asks, want) {
		t.Errorf("said: %+v, want %+v", s.stage.asks, want)
	}
	if s.stage.ended() != "" {
		t.Errorf("timed out: %s", s.stage.ended())
	}
}

// calls reads the audit log.
func (s *sitting) calls() (all []mcpdesk.Call) {
	s.t.Helper()
	for line := range strings.Lines(s.log.String()) {
		var c mcpdesk.Call
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			s.t.Fatalf("%v: %s", err, line)
		}
		all = append(all, c)
	}
	return all
}

func TestAudit_LogsEveryCall(t *testing.T) {
	s := sit(t, mcpdesk.Options{Steps: 5}, &stage{does: func(_ context.Context, out io.Writer) error {
		fmt.Fprint(out, "some text")
		return errors.New("exit code 2")
	}})
	s.desk.Open("fragile-1", "")
	s.must("top", nil, true, "some text\nexit code 2")
	s.must("top", object{"lab": "other"}, true, "")
	s.call("no-such-tool", nil)
	s.must("logs", object{"service": "nginx", "lines": "many"}, true, "")
	s.must("ack", nil, false, "[the round is over]")
	s.must("top", nil, true, "the round is over")
	s.must("page", nil, false, "all 5 steps were used")
	s.leave()
	var got []string
	for _, c := range s.calls() {
		got = append(got, fmt.Sprintf("%d %s %s", c.Step, c.Tool, c.Outcome))
	}
	want := []string{"1 top error", "2 top invalid", "3 no-such-tool invalid", "4 logs invalid", "5 ack ok", "0 top refused", "0 page ok"}
	if !slices.Equal(got, want) {
		t.Errorf("written down: %q, want %q", got, want)
	}
	if s.stage.ended() != "all 5 steps were used" {
		t.Errorf("the round's time-out: %q", s.stage.ended())
	}
}

func TestServe_HidesTheClientAndOtherLabs(t *testing.T) {
	s := sit(t, mcpdesk.Options{Steps: 500}, &stage{})
	s.desk.Open("fragile-1", "")
	tools, err := s.client.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ofService := 0
	for _, tool := range tools.Tools {
		properties, _ := tool.InputSchema.(object)["properties"].(object)
		if _, ok := properties["service"]; !ok {
			continue
		}
		ofService++
		for _, bad := range []string{"client", "--lab=other", "fragile-2_redis", "../redis", ""} {
			args := object{"service": bad, "program": []string{"true"}}
			if tool.Name != "exec" {
				delete(args, "program")
			}
			s.must(tool.Name, args, true, "enum")
		}
	}
	s.must("sql", object{"statement": "SELECT 1", "on": "client"}, true, "enum")
	s.must("redis", object{"words": []string{}}, true, "minItems")
	s.must("redis", object{"words": []string{"-h", "client"}}, true, "option of redis-cli")
	if ofService < 10 {
		t.Errorf("only %d tools take a service", ofService)
	}
	if len(s.stage.ran()) > 0 {
		t.Errorf("done all the same: %q", s.stage.ran())
	}
	s.leave()
}

func TestServe_ToolsAnnotateChanges(t *testing.T) {
	s := sit(t, mcpdesk.Options{}, &stage{})
	tools, err := s.client.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	got := map[bool][]string{}
	for _, tool := range tools.Tools {
		if a := tool.Annotations; a.ReadOnlyHint && *a.DestructiveHint || tool.Description == "" {
			t.Errorf("%s: %+v", tool.Name, a)
		}
		got[*tool.Annotations.DestructiveHint] = append(got[*tool.Annotations.DestructiveHint], tool.Name)
	}
	changing := []string{"exec", "redeploy", "redis", "renew_cert", "reset_network", "restart", "set_config", "set_env", "set_limits", "sql", "start", "stop"}
	other := []string{"ack", "cert", "changes", "config", "debrief", "diagnose", "env", "give_up", "hint", "limits", "logs", "metrics", "more", "network", "page", "resolve", "status", "top", "trace", "users"}
	if !slices.Equal(got[true], changing) || !slices.Equal(got[false], other) {
		t.Errorf("changing %q, other %q", got[true], got[false])
	}
	s.leave()
}

func TestServe_PagesALongAnswerOfOneCommand(t *testing.T) {
	var whole strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&whole, "line %d\n", i)
	}
	s := sit(t, mcpdesk.Options{}, &stage{does: func(_ context.Context, out io.Writer) error {
		_, err := io.WriteString(out, whole.String())
		return err
	}})
	s.desk.Open("fragile-1", "")
	r, text := s.call("logs", object{"service": "nginx"})
	got, pages := "", 1
	for {
		if len(text) > 8200 {
			t.Errorf("a page of %d bytes", len(text))
		}
		got += text[:strings.LastIndex(text, "\n")+1]
		next, ok := r.Meta["firedrill/next"]
		if !ok {
			break
		}
		pages++
		r, text = s.call("more", object{"cursor": next})
	}
	if got != whole.String() || pages < 3 {
		t.Errorf("%d pages, %d bytes of %d", pages, len(got), whole.Len())
	}
	if len(s.stage.ran()) != 1 {
		t.Errorf("ran %q", s.stage.ran())
	}
	s.must("more", object{"cursor": "c99"}, true, "unknown cursor")
	s.leave()
	if c := s.calls()[0]; c.Size != whole.Len() {
		t.Errorf("the audit log tells of %d bytes, of %d", c.Size, whole.Len())
	}
}

func TestServe_TimeOutEndsTheRoundAndItsCommand(t *testing.T) {
	running := make(chan struct{})
	s := sit(t, mcpdesk.Options{Time: 50 * time.Millisecond}, &stage{does: func(ctx context.Context, _ io.Writer) error {
		close(running)
		<-ctx.Done()
		return ctx.Err()
	}})
	s.desk.Open("fragile-1", "")
	s.must("sql", object{"statement": "SELECT pg_sleep(100)"}, true, "the round is over")
	<-running
	if s.stage.ended() != "the agent's 50ms were up" {
		t.Errorf("the round's time-out: %q", s.stage.ended())
	}
	s.must("ack", nil, true, "the round is over")
	s.leave()
}

func TestServe_NoticesAClientThatLeavesDuringACall(t *testing.T) {
	s := sit(t, mcpdesk.Options{}, &stage{})
	called := make(chan struct{})
	go func() {
		defer close(called)
		s.client.CallTool(t.Context(), &mcp.CallToolParams{Name: "page", Arguments: object{"wait_seconds": 50}})
	}()
	<-s.desk.Begun()
	s.leave()
	<-called
}

func TestServe_ReturnsARefusalWithItsHint(t *testing.T) {
	s := sit(t, mcpdesk.Options{}, &stage{says: func(oncall.Ask) oncall.Answer {
		return oncall.Answer{Error: "you have not been paged yet", Hint: "look around"}
	}})
	s.desk.Open("fragile-1", "")
	s.must("resolve", nil, true, "you have not been paged yet\nhint: look around\n[49 steps")
	s.must("status", nil, false, "")
	s.leave()
}
