package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"firedrill/internal/labtest"
	"firedrill/internal/oncall"
	"firedrill/internal/oncall/play"
	"firedrill/internal/prompt/prompttest"

	"github.com/creack/pty"
)

// screen is what a responder sees, and what has been typed.
type screen struct {
	t   *testing.T
	tty *os.File

	drawn prompttest.Screen // what a person would see

	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{} // has a value when there is more to see; closed when no more can come
}

func (s *screen) read() {
	defer close(s.more)
	b := make([]byte, 4096)
	for {
		n, err := s.tty.Read(b)
		s.mu.Lock()
		s.text.Write(b[:n])
		s.drawn.Write(b[:n])
		s.mu.Unlock()
		select {
		case s.more <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

func (s *screen) seen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// await waits until something is to be seen.
func (s *screen) await(want string) {
	s.t.Helper()
	bound := time.After(2 * time.Minute)
	for !strings.Contains(s.seen(), want) {
		s.endIfVoid()
		select {
		case _, open := <-s.more:
			if s.endIfVoid(); !open && !strings.Contains(s.seen(), want) {
				s.t.Fatalf("the program ended before %q was to be seen:\n%s", want, s.seen())
			}
		case <-bound:
			s.t.Fatalf("%q was not to be seen:\n%s", want, s.seen())
		}
	}
}

// voidByMachine is what is shown of a round that the machine had no time for, at the prompt and on the board of a class.
var voidByMachine = regexp.MustCompile(`void, and not scored: [^\n]*(too busy|not held)|again after a void round|This round is void: [^\n]*\n *machine: `)

// endIfVoid ends the test when the machine had no time for its round: what was waited for does not come then.
func (s *screen) endIfVoid() {
	s.t.Helper()
	if text := s.seen(); voidByMachine.MatchString(text) {
		s.t.Skipf("this machine is too busy for a round:\n%s", text)
	}
}

// enter types a line and waits for what it is answered.
func (s *screen) enter(line, answer string) {
	s.t.Helper()
	if _, err := s.tty.WriteString(line + "\n"); err != nil {
		s.t.Fatal(err)
	}
	s.await(answer)
}

// quickSeed gives a round that breaks and pages soon.
func quickSeed() uint64 {
	seed := uint64(1)
	for w := oncall.When(seed); w.Quiet > 14*time.Second || w.Page > 9*time.Second; w = oncall.When(seed) {
		seed++
	}
	return seed
}

func TestARoundIsPlayedAtATerminal(t *testing.T) {
	labtest.Beside(t, labtest.Loaded)
	r := newRig(t)
	cmd := r.command("oncall", "redis-frozen", "--as", "ann", "--lab", r.fragile, "--seed", number(quickSeed()))
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: prompttest.Rows, Cols: prompttest.Columns})
	if err != nil {
		t.Fatal(err)
	}
	defer tty.Close()
	bound := time.AfterFunc(5*time.Minute, func() { cmd.Process.Kill() })
	defer bound.Stop()
	s := &screen{t: t, tty: tty, more: make(chan struct{}, 1)}
	reading := make(chan struct{})
	go func() { defer close(reading); s.read() }()

	s.await("You are on call for the shop")
	s.enter("ack", "you have not been paged yet")
	s.pageWhileTyping("logs nginx --sin", "ce 60s | grep -v healthz | wc -l")
	s.enter("ack", "page acknowledged")
	s.enter("status", "paused")
	if strings.Contains(s.seen(), "container.pause") || strings.Contains(s.seen(), "redis-frozen") {
		t.Errorf("the answer is to be seen before the end:\n%s", s.seen())
	}
	s.typeAtTheTerminal()
	s.enter("diagnose redis frozen it's paused; status says so", "correct")
	s.enter("restart redis", "redis restarted")
	s.enter("resolve", "resolved; users are watched")
	err = cmd.Wait()
	<-reading
	if strings.Contains(s.seen(), "This round is void") && strings.Contains(s.seen(), "machine: ") && cmd.ProcessState.ExitCode() == exitUnclear {
		t.Logf("this machine is busy:\n%s", s.seen())
		return
	}
	if err != nil || !strings.Contains(s.seen(), "a postmortem to go on with") {
		t.Fatalf("%v\n%s", err, s.seen())
	}
	run := regexp.MustCompile(`firedrill report (\S+)`).FindStringSubmatch(s.seen())
	if run == nil {
		t.Fatalf("no run is named:\n%s", s.seen())
	}
	var played play.Score
	if err := json.Unmarshal(r.read("runs", run[1], play.File), &played); err != nil {
		t.Fatal(err)
	}
	if played.Void != nil && played.Void.Kind == oncall.VoidMachine {
		t.Logf("this machine is busy: %s", played.Void.Reason)
	} else if played.Score == nil {
		t.Errorf("void: %+v", played.Void)
	} else if played.Score.Total < 90 {
		t.Errorf("an expert has %d points: %+v", played.Score.Total, played.Score.Lines)
	}
	if rates := r.must(exitPass, "rounds", "--by", "responder", "--pass", "0").stdout; !regexp.MustCompile(`(?m)^ann +1 +1 +100%`).MatchString(rates) {
		t.Errorf("the history knows of\n%s", rates)
	}
	if text := string(r.read("runs", run[1], play.PostmortemFile)); !strings.Contains(text, "| command | restart redis |") {
		t.Errorf("the postmortem lacks what was typed:\n%s", text)
	}
	if left := r.left(run[1]); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
	if sealed, _ := os.ReadDir(filepath.Join(r.dir, "state", "sealed")); len(sealed) > 0 {
		t.Errorf("a record is still sealed: %v", sealed)
	}
}

// pageWhileTyping types the first part of a line, waits for the page, and types the rest.
func (s *screen) pageWhileTyping(first, rest string) {
	s.t.Helper()
	s.press(first)
	s.await("*** PAGE")
	s.shows(`^\[paged \d+:\d\d\] \S+> ` + regexp.QuoteMeta(first) + `$`)
	s.press(rest + "\r")
	s.shows(`^\d+$`)
	if all := s.drawn.All(); !regexp.MustCompile(`(?m)^\*\*\* PAGE \d\d:\d\d:\d\d \*\*\*$`).MatchString(all) {
		s.t.Errorf("the page does not stand on a line of its own:\n%s", all)
	}
}

// typeAtTheTerminal goes through what the prompt of a terminal can do.
func (s *screen) typeAtTheTerminal() {
	s.t.Helper()
	s.press("stat\t| gre\tpaused | wc -l\r") // completion
	s.shows(`> status \| grep paused \| wc -l$`)
	s.shows(`^1$`)
	s.press("di\tred\tstopp\t\r")
	s.await("right component, wrong mechanism")
	s.shows(`> diagnose redis stopped$`)
	s.enter("sql SELECT 'answer ' || count(*) FROM pg_stat_activity WHERE pid > 0 AND 'it''s' <> ';'", "answer ")
	s.enter("status; restart redis", `";" is not supported`)
	s.enter("down", `"down" is not available in a round`)
	s.enter("status --lab other", `flag "--lab" is not available in a round`)
	s.press("logs -f nginx | grep GET\r")
	s.shows(`"method":"GET"`) // a line of the log is wider than the screen
	s.press("\x03")
	s.shows(`^\[acked \d+:\d\d\] \S+> $|^\[diagnosed \d+:\d\d\] \S+>$`)
	s.press("\x1b[A\x1b[A\r") // history
	s.await(`flag "--lab" is not available`)
	s.press("\x04")
	s.shows(`^give up\? .* \[y/N\]`)
	s.press("n\r")
	s.enter("help", "Find what broke")
	if len(s.drawn.Unknown) > 0 {
		s.t.Errorf("escape sequences that move nothing: %q", s.drawn.Unknown)
	}
}

// press types keys.
func (s *screen) press(keys string) {
	s.t.Helper()
	if _, err := s.tty.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

// shows waits until some row of the screen is like a pattern.
func (s *screen) shows(pattern string) {
	s.t.Helper()
	like := regexp.MustCompile(pattern)
	bound := time.After(2 * time.Minute)
	for !slices.ContainsFunc(s.drawn.Lines(), like.MatchString) {
		s.endIfVoid()
		select {
		case _, open := <-s.more:
			if s.endIfVoid(); !open && !slices.ContainsFunc(s.drawn.Lines(), like.MatchString) {
				s.t.Fatalf("the program ended before a row was like %q:\n%s", pattern, strings.Join(s.drawn.Lines(), "\n"))
			}
		case <-bound:
			s.t.Fatalf("no row is like %q:\n%s", pattern, strings.Join(s.drawn.Lines(), "\n"))
		}
	}
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }
