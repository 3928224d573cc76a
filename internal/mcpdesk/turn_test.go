package mcpdesk

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"firedrill/internal/oncall"
)

func TestAlone_RunsOneVerbAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := New(Options{})
		var did []string
		release := make(chan struct{})
		do := func(name string) {
			if err := d.alone(t.Context(), func() error { did = append(did, name); <-release; return nil }); err != nil {
				t.Error(err)
			}
		}
		go do("first")
		synctest.Wait()
		go do("second")
		synctest.Wait()
		if len(did) != 1 {
			t.Errorf("at once: %q", did)
		}
		close(release)
		synctest.Wait()
		if strings.Join(did, " ") != "first second" {
			t.Errorf("did %q", did)
		}
	})
}

func TestPage_WaitsOneStepAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := New(Options{Time: time.Hour})
		defer d.Over()
		ask := func(want string, took time.Duration) {
			t.Helper()
			began := time.Now()
			text, err := d.page(t.Context(), forSeconds{Wait: 50})
			if err != nil || !strings.HasSuffix(text, want) || time.Since(began) != took {
				t.Errorf("%q, %v, after %s; want %q after %s", text, err, time.Since(began), want, took)
			}
		}
		ask("The lab is starting. You have not been paged.", 50*time.Second)
		time.AfterFunc(10*time.Second, func() { d.Open("fragile-1", "An evening.") })
		ask("You have not been paged.", 10*time.Second)
		ask("You have not been paged.", 50*time.Second)
		time.AfterFunc(20*time.Second, func() { d.Page("It hangs.", time.Now()) })
		ask("It hangs.", 20*time.Second)
		ask("It hangs.", 0)
	})
}

func TestPage_ReturnsUnreadNewsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := New(Options{Time: time.Hour})
		defer d.Over()
		d.Open("fragile-1", "An evening.")
		began := time.Now()
		if text, _ := d.page(t.Context(), forSeconds{Wait: 50}); !strings.Contains(text, "An evening.") || time.Since(began) != 0 {
			t.Errorf("%q after %s", text, time.Since(began))
		}
	})
}

// shiftGoesOn is a round that continues after the first "resolve".
type shiftGoesOn struct{ Round }

func (shiftGoesOn) Answer(oncall.Ask) oncall.Answer { return oncall.Answer{Said: "your shift goes on"} }

func TestPage_WaitsForASecondPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := New(Options{Round: shiftGoesOn{}, Time: time.Hour})
		defer d.Over()
		d.Open("fragile-1", "An evening.")
		d.Page("It hangs.", time.Now())
		if _, err := d.page(t.Context(), forSeconds{}); err != nil {
			t.Fatal(err)
		}
		if text, err := d.ask(t.Context(), oncall.Ask{Verb: oncall.Resolved}); err != nil || d.over.closed() {
			t.Fatalf("%q, %v, and over is %v", text, err, d.over.closed())
		}
		if text, _ := d.page(t.Context(), forSeconds{}); !strings.HasSuffix(text, "There is no new page.") {
			t.Errorf("between the pages: %q", text)
		}
		time.AfterFunc(20*time.Second, func() { d.Page("It is slow.", time.Now()) })
		began := time.Now()
		if text, _ := d.page(t.Context(), forSeconds{Wait: 50}); !strings.HasSuffix(text, "It is slow.") || time.Since(began) != 20*time.Second {
			t.Errorf("%q after %s", text, time.Since(began))
		}
	})
}
