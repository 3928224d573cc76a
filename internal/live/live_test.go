package live

import (
	"strings"
	"testing"
	"time"

	"firedrill/internal/record"
)

func TestBoardTake_SamplesSinceTheLastTake(t *testing.T) {
	var b Board
	for i := range 100 {
		s := record.Sample{Due: 0, Done: int64(i+1) * 1000}
		if i < 3 {
			s.Class = record.ClassTimeout
		}
		b.Add([]record.Sample{s})
	}
	if got, want := b.Take(), (Second{Done: 100, Failed: 3, P95: 96 * time.Millisecond, Total: 100}); got != want {
		t.Errorf("Take = %+v, want %+v", got, want)
	}
	if got, want := b.Take(), (Second{Total: 100}); got != want {
		t.Errorf("second Take = %+v, want %+v", got, want)
	}
}

func TestScreen_OverwritesItsLineOnATerminal(t *testing.T) {
	var out strings.Builder
	t0 := time.Unix(100, 0)
	s := &Screen{Out: &out, Terminal: true}
	s.Phase("baseline", t0, t0.Add(10*time.Second), t0.Add(20*time.Second))
	s.Tick(t0.Add(10*time.Second), Second{Done: 200, Failed: 2, P95: 12 * time.Millisecond})
	s.Say("noted")
	s.Close()
	want := "[============            ] baseline   0s left   200 req/s  2 failed  p95 12ms\r\x1b[Knoted\n"
	if out.String() != want {
		t.Errorf("screen holds %q, want %q", out.String(), want)
	}
}

func TestScreen_ShowsBusyMachineOnlyWhileBusy(t *testing.T) {
	var terminal, piped strings.Builder
	t0 := time.Unix(100, 0)
	for _, s := range []*Screen{{Out: &terminal, Terminal: true}, {Out: &piped}} {
		s.Phase("baseline", t0, t0.Add(10*time.Second), t0.Add(20*time.Second))
		s.Machine("2.0 of 2 processors are in use")
		s.Tick(t0.Add(time.Second), Second{})
		s.Machine("2.0 of 2 processors are in use, still")
		s.Machine("")
		s.Tick(t0.Add(2*time.Second), Second{})
	}
	if got := strings.Count(terminal.String(), "machine busy"); got != 1 || strings.HasSuffix(terminal.String(), "machine busy") {
		t.Errorf("on a terminal: %q", terminal.String())
	}
	if got := strings.Count(piped.String(), "machine busy: 2.0 of 2 processors"); got != 1 {
		t.Errorf("piped: %q", piped.String())
	}
}

func TestScreen_PipedOutputHasNoEscapes(t *testing.T) {
	var out strings.Builder
	t0 := time.Unix(100, 0)
	s := &Screen{Out: &out}
	s.Phase("fault", t0, t0.Add(15*time.Second), t0.Add(20*time.Second))
	for i := 1; i <= 6; i++ {
		s.Tick(t0.Add(time.Duration(i)*time.Second), Second{Done: 200})
	}
	s.Close()
	want := "fault     15.0s\n   200 req/s  0 failed  p95 0.0ms\n"
	if got := out.String(); got != want {
		t.Errorf("piped output is %q, want %q", got, want)
	}
}
