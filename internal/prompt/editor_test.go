package prompt_test

import (
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"firedrill/internal/prompt"
	"firedrill/internal/prompt/prompttest"

	"github.com/creack/pty"
)

// desk is an editor on a pseudo-terminal, with its screen.
type desk struct {
	*prompt.Editor
	t      *testing.T
	keys   *os.File
	screen *prompttest.Screen
}

func open(t *testing.T) *desk {
	t.Helper()
	keys, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(tty, &pty.Winsize{Cols: prompttest.Columns, Rows: prompttest.Rows}); err != nil {
		t.Fatal(err)
	}
	e, err := prompt.Open(tty, tty)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{e, t, keys, &prompttest.Screen{}}
	drawn := make(chan struct{})
	go func() { defer close(drawn); io.Copy(d.screen, keys) }()
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
		tty.Close()
		keys.Close()
		<-drawn
	})
	return d
}

func (d *desk) press(keys string) {
	d.t.Helper()
	if _, err := io.WriteString(d.keys, keys); err != nil {
		d.t.Fatal(err)
	}
}

// shows waits until the screen shows exactly these lines.
func (d *desk) shows(want ...string) {
	d.t.Helper()
	for end := time.Now().Add(time.Minute); !slices.Equal(d.screen.Lines(), want); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			d.t.Fatalf("the screen shows\n%s\nwant\n%s", strings.Join(d.screen.Lines(), "\n"), strings.Join(want, "\n"))
		}
	}
}

func (d *desk) line() string {
	d.t.Helper()
	select {
	case line := <-d.Lines():
		return line
	case <-time.After(time.Minute):
		d.t.Fatalf("no line came; the screen shows %q", d.screen.Lines())
		return ""
	}
}

func (d *desk) signal() prompt.Signal {
	d.t.Helper()
	select {
	case s := <-d.Signals():
		return s
	case <-time.After(time.Minute):
		d.t.Fatalf("no signal came; the screen shows %q", d.screen.Lines())
		return 0
	}
}

func TestEditor_NoticeStandsAboveTheLineBeingTyped(t *testing.T) {
	d := open(t)
	d.Ask("[quiet] lab> ", true)
	d.press("logs nginx --sin")
	d.shows("[quiet] lab> logs nginx --sin")
	d.Write([]byte("*** PAGE ***\nsomething is wrong\n"))
	d.shows("*** PAGE ***", "something is wrong", "[quiet] lab> logs nginx --sin")
	d.Prompt("[paged 0:01] lab> ", true)
	d.shows("*** PAGE ***", "something is wrong", "[paged 0:01] lab> logs nginx --sin")
	d.press("ce 5s\r")
	if got := d.line(); got != "logs nginx --since 5s" {
		t.Errorf("the line is %q", got)
	}
}

func TestEditor_NoticeAboveALineOfSeveralRows(t *testing.T) {
	d := open(t)
	long := "sql SELECT " + strings.Repeat("x", 100)
	d.Ask("> ", true)
	d.press(long)
	d.shows(("> " + long)[:80], ("> " + long)[80:])
	d.Write([]byte("note\n"))
	d.shows("note", ("> " + long)[:80], ("> " + long)[80:])
	d.press("\r")
	if got := d.line(); got != long {
		t.Errorf("the line is %q", got)
	}
}

func TestEditor_Editing(t *testing.T) {
	d := open(t)
	for _, tt := range []struct{ name, keys, want string }{
		{"backspace", "statuz\x7fs\r", "status"},
		{"home and end", "tatus\x01s\x05 x\r", "status x"},
		{"left and delete", "staxtus\x1b[D\x1b[D\x1b[D\x1b[D\x04\r", "status"},
		{"word", "restart redis\x17nginx\r", "restart nginx"},
		{"clear", "nonsense\x15top\r", "top"},
		{"history", "\x1b[A\x1b[A\r", "restart nginx"},
		{"history forward", "\x1b[A\x1b[A\x1b[B x\r", "restart nginx x"},
	} {
		d.Ask("> ", true)
		d.press(tt.keys)
		if got := d.line(); got != tt.want {
			t.Errorf("%s: the line is %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestEditor_HistoryLeavesOutAnswers(t *testing.T) {
	d := open(t)
	for _, line := range []string{"status", "status", ""} {
		d.Ask("> ", true)
		d.press(line + "\r")
		d.line()
	}
	d.Ask("sure? ", false)
	d.press("y\r")
	d.line()
	d.Ask("> ", true)
	d.press("\x1b[A\x1b[A\r")
	if got := d.line(); got != "status" {
		t.Errorf("the last line is %q", got)
	}
}

func TestEditor_Completion(t *testing.T) {
	d := open(t)
	d.Know(prompt.Words{Services: []string{"redis", "nginx"}, Verbs: []prompt.Verb{{Name: "restart", Takes: prompt.TakesService}, {Name: "resolve"}}})
	d.Ask("> ", true)
	d.press("r\t")
	d.shows("> res")
	d.press("\t")
	d.shows("resolve  restart", "> res")
	d.press("t\tre\t| g\tx\r")
	if got := d.line(); got != "restart redis | grep x" {
		t.Errorf("the line is %q", got)
	}
}

func TestEditor_CtrlC(t *testing.T) {
	d := open(t)
	d.Ask("> ", true)
	d.press("half a line\x03")
	if d.signal() != prompt.Interrupted {
		t.Error("Ctrl-C on a line is no signal")
	}
	d.press("status\r")
	if got := d.line(); got != "status" {
		t.Errorf("the line after Ctrl-C is %q", got)
	}
	// No line is requested: a command is running.
	d.press("typed ahead\r\x03")
	if d.signal() != prompt.Interrupted {
		t.Error("Ctrl-C beside a command is no signal")
	}
	d.Ask("> ", true)
	d.press("top\r")
	if got := d.line(); got != "top" {
		t.Errorf("the line after Ctrl-C is %q", got)
	}
}

func TestEditor_CtrlDIsNotTheEnd(t *testing.T) {
	d := open(t)
	d.Ask("> ", true)
	d.press("\x04")
	if d.signal() != prompt.EndOfInput {
		t.Error("Ctrl-D on an empty line is no signal")
	}
	d.Prompt("sure? ", false)
	d.press("n\r")
	if got := d.line(); got != "n" {
		t.Errorf("the line after Ctrl-D is %q", got)
	}
	d.shows("sure? n")
}

func TestEditor_TypedAheadIsReadLater(t *testing.T) {
	d := open(t)
	d.press("one\rtwo\r")
	for _, want := range []string{"one", "two"} {
		d.Ask("> ", true)
		if got := d.line(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestEditor_TerminalGone(t *testing.T) {
	d := open(t)
	d.Ask("> ", true)
	d.keys.Close()
	select {
	case _, ok := <-d.Lines():
		if ok {
			t.Error("a line came")
		}
	case <-time.After(time.Minute):
		t.Fatal("lines still come though the terminal is gone")
	}
}

func TestEditor_OutputCannotMoveTheCursor(t *testing.T) {
	d := open(t)
	d.Ask("> ", true)
	d.press("sta")
	d.shows("> sta")
	d.Write([]byte("\x1b[2J\x1b]0;title\alog \u202eline\n"))
	d.shows(`\x1b[2J\x1b]0;title\x07log \u202eline`, "> sta")
}
