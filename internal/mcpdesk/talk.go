package mcpdesk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"firedrill/internal/oncall"
	"firedrill/scenarios"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// longestWait bounds the wait of a tool, in seconds: many clients cancel a call after a minute.
const longestWait = 50

// Arguments of the tools about the round.
type (
	forSeconds struct {
		Wait int `json:"wait_seconds,omitempty" jsonschema:"how long to wait; default 0"`
	}

	ofDiagnosis struct {
		Component string `json:"component" jsonschema:"component with the cause; none for no incident"`
		Mechanism string `json:"mechanism" jsonschema:"what is wrong there"`
		Evidence  string `json:"evidence" jsonschema:"evidence, in one sentence"`
	}

	ofCursor struct {
		Cursor string `json:"cursor" jsonschema:"as the answer named it"`
	}
)

// addTalk adds the tools through which an agent hears of the round and answers.
func (d *Desk) addTalk(s *mcp.Server) {
	bounded := func(s *jsonschema.Schema) { upTo(s, "wait_seconds", longestWait) }
	add(s, tool[forSeconds]{"page", "All messages so far. With wait_seconds it waits for the next one: first that the lab is up, then the page.", looks, bounded}, d.page)
	add(s, tool[ofCursor]{"more", "The rest of an answer that was cut.", looks, nil}, d.more)
	add(s, tool[nothing]{"ack", "Acknowledges the page. A quick acknowledgement earns points.", says, nil}, d.say(oncall.Acked))
	add(s, tool[nothing]{"hint", "The next hint; the three cost 5, 10 and 20 points.", says, nil}, d.say(oncall.Hinted))
	add(s, tool[ofDiagnosis]{"diagnose", "Submits a diagnosis. The answer says whether it is right. The first wrong one is free, each further one costs 5 points; a wrong none none always costs 5.", says,
		func(s *jsonschema.Schema) {
			choice(s, "component", slices.Compact(slices.Sorted(slices.Values(slices.Concat(scenarios.Components, d.o.Services)))))
			choice(s, "mechanism", d.o.Mechanisms)
			s.Properties["mechanism"].Description += meanings()
		}}, d.diagnose)
	add(s, tool[nothing]{"resolve", "Declares the incident resolved. This ends the round, unless the answer says that your shift goes on. The fix must hold: what caused the incident may be repeated, and users are measured for 20 s.", says, nil}, d.say(oncall.Resolved))
	add(s, tool[nothing]{"give_up", "Ends the round; debrief then shows the cause and how to find it.", says, nil}, d.say(oncall.GaveUp))
	add(s, tool[forSeconds]{"debrief", "How the round went: score, timeline, cause. There is none before the round is over and scored, about 30 s after resolve or give_up.", looks, bounded}, d.look)
}

// meanings lists the mechanisms with their descriptions.
func meanings() string {
	var b strings.Builder
	for _, m := range scenarios.Mechanisms {
		fmt.Fprintf(&b, "\n%s: %s", m.Name, m.About)
	}
	return b.String()
}

func (d *Desk) page(ctx context.Context, in forSeconds) (string, error) {
	rung := d.pager()
	next := rung
	if !d.opened.closed() {
		next = d.opened
	}
	if !d.unheard() {
		wait(ctx, time.Duration(in.Wait)*time.Second, next, d.over)
	}
	if err := ctx.Err(); err != nil {
		return "", err // nobody reads it; the next call gets the news
	}
	news := d.news()
	switch {
	case len(news) == 0:
		news = []string{"The lab is starting. You have not been paged."}
	case !rung.closed() && !d.over.closed():
		news = append(news, noPage(news))
	}
	return strings.Join(news, "\n"), nil
}

// noPage returns the text for an agent that has read all news: no page is open.
func noPage(news []string) string {
	if len(news) > 1 {
		return "There is no new page."
	}
	return "You have not been paged."
}

func (d *Desk) more(_ context.Context, in ofCursor) (string, error) {
	rest, ok := d.shelf.get(in.Cursor)
	if !ok {
		return "", fmt.Errorf("unknown cursor %q", in.Cursor)
	}
	return rest, nil
}

// say returns a tool function that sends a verb without arguments to the round's table.
func (d *Desk) say(verb string) func(context.Context, nothing) (string, error) {
	return func(ctx context.Context, _ nothing) (string, error) { return d.ask(ctx, oncall.Ask{Verb: verb}) }
}

func (d *Desk) diagnose(ctx context.Context, in ofDiagnosis) (string, error) {
	return d.ask(ctx, oncall.Ask{Verb: oncall.Diagnose, Diagnosis: oncall.Diagnosis{Component: in.Component, Mechanism: in.Mechanism, Evidence: in.Evidence}})
}

// ask sends a request to the round's table, after earlier verbs have ended.
func (d *Desk) ask(ctx context.Context, q oncall.Ask) (text string, err error) {
	if err := d.ready(); err != nil {
		return "", err
	}
	err = d.alone(ctx, func() error {
		a := d.o.Round.Answer(q)
		text = a.Said
		if a.Error != "" {
			return errors.New(strings.TrimSuffix(a.Error+"\nhint: "+a.Hint, "\nhint: "))
		}
		switch {
		case a.Over:
			d.Over()
		case q.Verb == oncall.Resolved:
			d.expect()
		}
		return nil
	})
	return text, err
}

// look returns the debrief when it is ready.
func (d *Desk) look(ctx context.Context, in forSeconds) (string, error) {
	if !d.over.closed() {
		return "", errNotOver
	}
	wait(ctx, time.Duration(in.Wait)*time.Second, d.scored)
	if !d.scored.closed() {
		return "", errScoring
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.debrief, d.failed
}
