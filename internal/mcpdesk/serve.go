package mcpdesk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// instructions are what an agent reads about its task before its first call.
const instructions = `You are on call for a small web shop: nginx, then the app, then Redis as its cache and Postgres. At some moment something breaks, or nothing does, and the pager rings.
Call page with wait_seconds first: the round begins with your first call, and its lab needs some seconds to come up. Look around while it is quiet, then wait for the pager with page again. When you are paged, ack at once; find out what is wrong with the tools that look; diagnose it; put it right; see that users are well; then resolve. No incident is diagnose none none, then resolve. Users suffer for as long as it takes, and that costs.
Every call is a step. Each answer says how many steps and seconds are left; a long one is cut, and more shows its rest. When the round is over, debrief tells the score.`

// Serve speaks the protocol with one client until the client leaves or ctx ends. A client that leaves is no error.
func (d *Desk) Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	err := d.server().Run(ctx, &wire{in: in, out: out})
	if ctx.Err() != nil {
		err = nil // the caller who ended it knows why
	}
	return errors.Join(err, d.audit.failure())
}

func (d *Desk) server() *mcp.Server {
	s := mcp.NewServer(&mcp.Implementation{Name: "firedrill", Title: "firedrill on call", Version: d.o.Version},
		&mcp.ServerOptions{Instructions: instructions, Capabilities: &mcp.ServerCapabilities{}})
	d.addLooks(s)
	d.addChanges(s)
	d.addTalk(s)
	s.AddReceivingMiddleware(d.counted)
	return s
}

// counted wraps every tool call: it starts the round, takes a step, refuses late calls, cuts the answer to a page,
// and writes the audit log.
func (d *Desk) counted(next mcp.MethodHandler) mcp.MethodHandler {
	return func(ctx context.Context, method string, r mcp.Request) (mcp.Result, error) {
		call, ok := r.(*mcp.CallToolRequest)
		if !ok {
			return next(ctx, method, r)
		}
		d.begun.close()
		c := Call{Time: time.Now().UTC(), Tool: call.Params.Name, Arguments: call.Params.Arguments, Outcome: refused}
		result, err := toolResult("", errOver), error(nil)
		if d.admit(&c) {
			result, c.Outcome, err = handled(ctx, method, r, next)
		}
		if c.Step == d.o.Steps && !d.over.closed() {
			d.timeOut(fmt.Sprintf("all %d steps were used", d.o.Steps))
		}
		if result != nil {
			c.Size = d.fold(result)
		}
		c.Seconds = float64(time.Since(c.Time).Milliseconds()) / 1000
		d.audit.note(c)
		if err != nil {
			return nil, err
		}
		return result, nil
	}
}

// admit counts a call during the round, and reports whether it is allowed.
func (d *Desk) admit(c *Call) (ok bool) {
	if d.over.closed() {
		return afterwards[c.Tool]
	}
	c.Step, ok = d.budget.take()
	return ok
}

// afterwards are the tools that still work after the round.
var afterwards = map[string]bool{"page": true, "more": true, "debrief": true}

// reached is a context key. Its value is set when a tool's own code runs, that is, when the arguments fit the schema.
type reached struct{}

func handled(ctx context.Context, method string, r mcp.Request, next mcp.MethodHandler) (*mcp.CallToolResult, string, error) {
	fits := false
	got, err := next(context.WithValue(ctx, reached{}, &fits), method, r)
	result, _ := got.(*mcp.CallToolResult)
	switch {
	case !fits || err != nil:
		return result, invalid, err
	case result.IsError:
		return result, failed, nil
	}
	return result, done, nil
}

// fold cuts an answer to a page, appends how much is left of it and of the budget, and returns the full size.
func (d *Desk) fold(r *mcp.CallToolResult) int {
	whole := ""
	for _, c := range r.Content {
		if t, ok := c.(*mcp.TextContent); ok {
			whole += t.Text
		}
	}
	page, rest := cut(whole, pageSize)
	l := d.budget.left(time.Now())
	meta := mcp.Meta{"firedrill/steps_left": l.steps, "firedrill/seconds_left": l.seconds}
	foot := fmt.Sprintf("[%s]", l)
	if d.over.closed() {
		foot = "[the round is over]"
	}
	if rest != "" {
		cursor := d.shelf.put(rest)
		meta["firedrill/next"] = cursor
		foot = fmt.Sprintf("[%d bytes more: call more with cursor %q] ", len(rest), cursor) + foot
	}
	r.Content, r.Meta = []mcp.Content{&mcp.TextContent{Text: ended(page) + foot}}, meta
	return len(whole)
}

// ended ensures that a text ends with a newline.
func ended(text string) string {
	if text == "" || text[len(text)-1] == '\n' {
		return text
	}
	return text + "\n"
}

// toolResult builds a tool's result from its output and its error, if any.
func toolResult(text string, err error) *mcp.CallToolResult {
	r := &mcp.CallToolResult{}
	if err != nil {
		text, r.IsError = ended(text)+err.Error(), true
	}
	r.Content = []mcp.Content{&mcp.TextContent{Text: text}}
	return r
}
