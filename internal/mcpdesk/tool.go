package mcpdesk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// verbTime bounds one tool call in the lab.
const verbTime = 2 * time.Minute

// tool is one tool as an agent sees it, with a struct of arguments.
type tool[In any] struct {
	name   string
	about  string
	does   effect
	narrow func(s *jsonschema.Schema) // constraints that the argument types do not express
}

// effect is what a tool does to the lab.
type effect int

const (
	looks   effect = iota // reads only
	says                  // sends something to the round
	changes               // may destroy or overwrite something
)

func (e effect) annotations() *mcp.ToolAnnotations {
	destroys, abroad := e == changes, false
	return &mcp.ToolAnnotations{ReadOnlyHint: e == looks, DestructiveHint: &destroys, OpenWorldHint: &abroad}
}

// add adds a tool. A type that cannot become a schema is a programming error.
func add[In any](s *mcp.Server, t tool[In], do func(ctx context.Context, in In) (string, error)) {
	schema, err := jsonschema.For[In](nil)
	if err != nil {
		panic(fmt.Sprintf("tool %q: %v", t.name, err))
	}
	plain(schema)
	if t.narrow != nil {
		t.narrow(schema)
	}
	mcp.AddTool(s, &mcp.Tool{Name: t.name, Description: t.about, InputSchema: schema, Annotations: t.does.annotations()},
		func(ctx context.Context, _ *mcp.CallToolRequest, in In) (*mcp.CallToolResult, any, error) {
			if fits, ok := ctx.Value(reached{}).(*bool); ok {
				*fits = true
			}
			return toolResult(do(ctx, in)), nil, nil
		})
}

// plain gives each property of a schema a single type. Go's slices and maps may be null, which yields a list of
// types, and many clients do not support that.
func plain(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	if types := slices.DeleteFunc(slices.Clone(s.Types), func(t string) bool { return t == "null" }); len(types) == 1 {
		s.Type, s.Types = types[0], nil
	}
	for _, p := range s.Properties {
		plain(p)
	}
	plain(s.Items)
	plain(s.AdditionalProperties)
}

// addVerb adds a tool that runs a firedrill command in the round's lab.
func addVerb[In any](d *Desk, s *mcp.Server, t tool[In], words func(in In) ([]string, error)) {
	add(s, t, func(ctx context.Context, in In) (string, error) {
		line, err := words(in)
		if err != nil {
			return "", err
		}
		return d.do(ctx, line)
	})
}

// do runs a command in the lab, after earlier ones have ended. It ends with the round.
func (d *Desk) do(ctx context.Context, words []string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, verbTime)
	defer cancel()
	defer context.AfterFunc(d.over.ctx, cancel)()
	var out kept
	err := d.ready()
	if err == nil {
		err = d.alone(ctx, func() error { return d.o.Round.Do(ctx, words, &out) })
	}
	switch {
	case err != nil && d.over.closed():
		err = errOver
	case err != nil && ctx.Err() != nil:
		err = fmt.Errorf("%s took longer than %s", words[0], verbTime)
	}
	return out.String(), err
}

// alone runs one function at a time: an agent may call several tools at once, but works like one person at one
// keyboard.
func (d *Desk) alone(ctx context.Context, do func() error) error {
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
		return do()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// choice restricts an argument to a list of words.
func choice(s *jsonschema.Schema, name string, words []string) {
	p := s.Properties[name]
	for _, w := range words {
		p.Enum = append(p.Enum, w)
	}
}

// upTo restricts a number to the range from 0 to most.
func upTo(s *jsonschema.Schema, name string, most float64) {
	p := s.Properties[name]
	p.Minimum, p.Maximum = new(float64), &most
}
