// Package terminal prints the events of a drill: with a live line on a terminal, else as plain lines.
package terminal

import (
	"fmt"
	"io"
	"sync"
	"time"

	"firedrill/internal/live"
	"firedrill/internal/runner"
)

// Listener prints events. It is safe for concurrent use.
type Listener struct {
	Out      io.Writer // lines
	Raw      io.Writer // the live line, which overwrites itself
	Terminal bool      // Raw is a terminal
	Colour   bool

	mu     sync.Mutex
	board  *live.Board
	screen *live.Screen // nil while there is no load
	stop   func()       // ends the live line
}

// Hear prints one event.
func (l *Listener) Hear(e runner.Event) {
	switch e := e.(type) {
	case runner.Progress:
		fmt.Fprintln(l.Out, e.Text)
	case runner.Problem:
		fmt.Fprintln(l.Out, e.Text)
	case runner.LabUp:
		fmt.Fprintf(l.Out, "lab %q is up in %.1fs: nginx, %s, redis, postgres\n", e.Instance, e.Took.Seconds(), shops(e.Shops))
	case runner.LoadBegins:
		l.begin()
	case runner.LoadEnds:
		l.end()
	default:
		l.live(e)
	}
}

// live prints the events of a drill under load.
func (l *Listener) live(e runner.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.screen == nil {
		return
	}
	switch e := e.(type) {
	case runner.Samples:
		l.board.Add(e.Batch)
	case runner.Phase:
		l.screen.Phase(e.Name, time.Now(), e.Until, e.End)
	case runner.Note:
		l.screen.Say("  %s", e.Text)
	case runner.MachineBusy:
		l.screen.Machine(e.Text)
	}
}

func shops(n int) string {
	if n > 1 {
		return fmt.Sprintf("%d shops", n)
	}
	return "shop"
}

// begin shows the live line, and updates it once a second.
func (l *Listener) begin() {
	board := &live.Board{}
	screen := &live.Screen{Out: l.Raw, Terminal: l.Terminal, Colour: l.Colour}
	quit, quitted := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(quitted)
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case now := <-tick.C:
				screen.Tick(now, board.Take())
			case <-quit:
				return
			}
		}
	}()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.board, l.screen = board, screen
	l.stop = func() { close(quit); <-quitted; screen.Close() }
}

// end removes the live line.
func (l *Listener) end() {
	l.mu.Lock()
	stop := l.stop
	l.screen, l.stop = nil, nil
	l.mu.Unlock()
	if stop != nil {
		stop()
	}
}
