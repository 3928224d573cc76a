package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"firedrill/internal/class"
	"firedrill/internal/drill"
	"firedrill/internal/oncall"

	"github.com/spf13/cobra"
)

// lookEvery is how often one who has joined a class asks what has happened.
const lookEvery = time.Second

func (a *app) joinCommand() *cobra.Command {
	return &cobra.Command{Use: "join NAME", GroupID: "oncall", Short: "Take your place in a class that goes on, at a prompt", Args: args(1, 1, "your name, as the instructor wrote it"),
		Long: "Opens a prompt on the labs of one responder of a class that goes on in another terminal of this machine: \"firedrill class\"\n" +
			"says who sits in it. It ends with the class, or with the end of what is typed; the rounds go on.",
		RunE: func(cmd *cobra.Command, given []string) error { return a.join(cmd.Context(), given[0]) }}
}

// join is a prompt on whatever round a responder is in.
func (a *app) join(ctx context.Context, name string) error {
	if err := oncall.CheckName(name); err != nil {
		return err
	}
	home, err := drill.NewHome(a.getenv)
	if err != nil {
		return err
	}
	binary, err := os.Executable()
	if err != nil {
		return err
	}
	g := &guest{app: a, path: oncall.Socket(home.Rounds(), class.Instance(name)), binary: binary}
	g.console = newConsole(a, a.stdout, g.ask)
	if _, err := oncall.Say(ctx, g.path, oncall.Ask{Verb: oncall.Look}); errors.Is(err, oncall.ErrNoRound) {
		return usageError{fmt.Sprintf("no class goes on here in which %q sits", name), "firedrill class --for " + name + " begins one"}
	}
	go g.read()
	defer close(g.stopped)
	return g.stay(ctx)
}

// guest is one who has joined a class.
type guest struct {
	*console
	app    *app
	path   string // of the desk
	binary string // our own
	seen   oncall.View
	missed int // looks in a row that had no answer
}

// ask says something to the desk.
func (g *guest) ask(ctx context.Context, q oncall.Ask) oncall.Answer {
	answer, err := oncall.Say(ctx, g.path, q)
	if err != nil {
		return oncall.Answer{Error: err.Error()}
	}
	return answer
}

// stay shows what happens and does what is typed, until one of them ends.
func (g *guest) stay(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if over, err := g.look(ctx); over || err != nil {
			return err
		}
		select {
		case line, ok := <-g.lines:
			if !ok {
				return nil
			}
			g.enter(ctx, line)
		case <-tick.C:
		case <-ctx.Done():
			return nil // nothing is interrupted but the prompt
		}
	}
}

// patience is how many looks in a row may stay without an answer before the class is taken to be gone.
const patience = 5

// look asks where the responder is, and tells what has happened since the last look; true when no further round comes.
func (g *guest) look(ctx context.Context) (over bool, err error) {
	a, err := oncall.Say(ctx, g.path, oncall.Ask{Verb: oncall.Look})
	if err != nil && g.seen.Drill > 0 && g.missed < patience {
		g.missed++ // a busy machine may answer late
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if a.View == nil {
		return false, oncall.ErrNoRound // the desk of a single round, by chance of that name
	}
	g.missed = 0
	for _, n := range class.Since(g.seen, *a.View) {
		g.hear(n, *a.View)
	}
	g.seen = *a.View
	return a.View.Done, nil
}

// hear tells one thing to who has joined.
func (g *guest) hear(n class.News, v oncall.View) {
	switch n {
	case class.Starting:
		g.place = place{}
		fmt.Fprintf(g.out, "\nDrill %d of %d: a lab is being started ...\n", v.Drill, v.Of)
	case class.Up:
		g.place = g.app.placeIn(g.binary, v.Instance, v.Engine)
		g.welcome(v.Brief, v.Instance, v.Rate)
		g.show()
	case class.Paged:
		g.ring(v.PagedAt, v.Page)
		g.show()
	case class.Over:
		fmt.Fprintf(g.out, "\n%s\n", overText)
	case class.Scored:
		fmt.Fprint(g.out, v.Debrief)
	case class.Done:
		fmt.Fprintln(g.out, "\nThat was the last round of this class.")
	}
}
