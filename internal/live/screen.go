package live

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"firedrill/internal/plain"
)

// Screen writes the live line. On a terminal, the line is overwritten each second and has a progress bar. Elsewhere, only
// changes are written, and one line every few seconds.
type Screen struct {
	Out      io.Writer
	Terminal bool
	Colour   bool

	mu      sync.Mutex
	machine string // what keeps the machine busy; "": it is not busy
	phase   string
	until   time.Time
	began   time.Time
	end     time.Time
	last    time.Time // time of the last plain line
	pending bool      // the terminal shows an unterminated line
}

// plainEvery is the interval between lines of a drill without changes when the output is not a terminal.
const plainEvery = 5 * time.Second

// Phase shows the start of a phase.
func (s *Screen) Phase(name string, now, until, end time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.began.IsZero() {
		s.began = now
	}
	s.phase, s.until, s.end = name, until, end
	if !s.Terminal {
		s.printf("%s\n", strings.TrimRight(fmt.Sprintf("%-9s %s", name, planned(until.Sub(now))), " "))
		s.last = now
	}
}

// Machine sets what keeps the machine busy; "": it is not busy.
func (s *Screen) Machine(busy string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.Terminal && busy != "" && s.machine == "" {
		s.printf("  machine busy: %s\n", busy)
	}
	s.machine = busy
}

// planned formats the length of a phase, or returns "" if its time is over.
func planned(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return brief(d.Round(100 * time.Millisecond))
}

// Say prints a permanent line.
func (s *Screen) Say(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wipe()
	text := fmt.Sprintf(format, args...)
	if s.Terminal {
		text = plain.Text(text)
	}
	s.printf("%s\n", text)
}

// Tick shows the requests of the last second.
func (s *Screen) Tick(now time.Time, second Second) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phase == "" {
		return
	}
	if s.Terminal {
		s.wipe()
		s.printf("%s", s.line(now, second))
		s.pending = true
		return
	}
	if now.Sub(s.last) >= plainEvery {
		s.last = now
		s.printf("  %s\n", figures(second, s.Colour))
	}
}

// Close restores the terminal.
func (s *Screen) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wipe()
}

func (s *Screen) wipe() {
	if s.pending {
		s.printf("\r\x1b[K")
		s.pending = false
	}
}

func (s *Screen) printf(format string, args ...any) {
	_, _ = fmt.Fprintf(s.Out, format, args...) // a failed write to the screen does not stop the drill
}

func (s *Screen) line(now time.Time, second Second) string {
	return fmt.Sprintf("%s %-9s %2.0fs left  %s", bar(now.Sub(s.began), s.end.Sub(s.began)), s.phase,
		max(0, s.until.Sub(now)).Seconds(), figures(second, s.Colour)) + s.busy()
}

// busy returns a short text: a line that is overwritten must not wrap.
func (s *Screen) busy() string {
	if s.machine == "" {
		return ""
	}
	return "  machine busy"
}

func figures(s Second, colour bool) string {
	failed := fmt.Sprintf("%d failed", s.Failed)
	if colour && s.Failed > 0 {
		failed = "\x1b[31m" + failed + "\x1b[0m"
	}
	return fmt.Sprintf("%4d req/s  %s  p95 %s", s.Done, failed, brief(s.P95))
}

const barWidth = 24

func bar(done, all time.Duration) string {
	n := barWidth
	if all > 0 {
		n = int(float64(barWidth) * min(1, max(0, float64(done)/float64(all))))
	}
	return "[" + strings.Repeat("=", n) + strings.Repeat(" ", barWidth-n) + "]"
}

// brief formats a duration with few digits.
func brief(d time.Duration) string {
	switch {
	case d >= time.Second:
		return fmt.Sprintf("%.1fs", d.Seconds())
	case d >= 10*time.Millisecond:
		return fmt.Sprintf("%dms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1fms", float64(d)/float64(time.Millisecond))
}
