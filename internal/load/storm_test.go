package load

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"
)

// oneVisit is a load of one request.
func oneVisit(v *visited, route string) Plan {
	p := v.plan(route, 10)
	p.Stages[0].For = 50 * time.Millisecond
	return p
}

func storm(t *testing.T, of *Driver, p StormPlan) *Storm {
	t.Helper()
	s, err := StartStorm(t.Context(), of, p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

// follow starts a load that is watched from its first request on.
func follow(t *testing.T, p Plan, sp StormPlan) (*Driver, *Storm, *samples) {
	t.Helper()
	var got samples
	d, err := newDriver(NewShop(100, 100), p, got.add)
	if err != nil {
		t.Fatal(err)
	}
	if d.accounts, err = newAccounts(t.Context(), p, d.pool, &d.renderer); err != nil {
		t.Fatal(err)
	}
	s := storm(t, d, sp)
	d.alarm = newAlarm()
	if err := d.begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d, s, &got
}

func TestWhatFailsIsSentAgainUntilItSucceeds(t *testing.T) {
	var asked atomic.Int64
	v := visit(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/products/0" || asked.Add(1) < 3 {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		_, _ = w.Write([]byte(`{}`))
	}))
	d, s, got := follow(t, oneVisit(v, browse), StormPlan{Tries: 5, Patience: 10 * time.Second, AtOnce: 10, Rate: 1000})
	<-d.done
	until(t, "nobody tries any more", func() bool { return s.Counts().Trying == 0 })
	if n := v.count("/products"); n != 3 {
		t.Errorf("the page was asked for %d times, want once and twice again", n)
	}
	if n := v.count("/products/0"); n != 5 || s.Counts().Proof != 5 || s.Counts().Again != 7 {
		t.Errorf("the request that must fail was sent %d times; counts %+v", n, s.Counts())
	}
	if len(got.all) != 1 || got.all[0].Status != 500 {
		t.Errorf("the record holds %+v, want the first answer alone", got.all)
	}
}

func TestWhatIsSlowIsSentAgainWhileItIsWaitedFor(t *testing.T) {
	release := make(chan struct{})
	v := visit(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/products" {
			select {
			case <-release:
			case <-r.Context().Done():
			}
		}
		_, _ = w.Write([]byte(`{}`))
	}))
	d, s, got := follow(t, oneVisit(v, browse), StormPlan{Tries: 2, Patience: 50 * time.Millisecond, AtOnce: 10, Rate: 1000})
	until(t, "it was sent again twice", func() bool { return v.count("/products") == 3 && s.Counts().Trying == 0 })
	if n := s.Counts().Failures["timeout"]; n != 2 {
		t.Errorf("%d of the tries were given up, want 2: %+v", n, s.Counts())
	}
	close(release)
	<-d.done
	if len(got.all) != 1 || got.all[0].Class != "" {
		t.Errorf("the record holds %+v, want the first answer alone", got.all)
	}
}

func TestAStormKeepsToItsBoundsAndItsEnd(t *testing.T) {
	v := visit(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	d, s, _ := follow(t, v.plan(browse, 100), StormPlan{Tries: 1, Patience: 10 * time.Second, AtOnce: 1, Rate: 1})
	if _, err := StartStorm(t.Context(), d, StormPlan{Tries: 1, Patience: time.Second, AtOnce: 1, Rate: 1}); err == nil {
		t.Error("the users of one load try again for two storms")
	}
	until(t, "many wait", func() bool { return d.inFlight.Load() > 5 })
	d.cancel() // all of them fail at once, and one user tries already
	<-d.done
	if n := s.Counts(); n.Again != 1 || n.Dropped < 5 || n.Trying != 1 {
		t.Errorf("beyond the bound: %+v", n)
	}
	s.Stop()
	if n := s.Counts(); n.Trying != 0 || n.Open != 0 || d.watcher.Load() != nil {
		t.Errorf("after its end: %+v", n)
	}
	if s.start(job{}, nil); s.Counts().Trying != 0 {
		t.Error("it goes on after its end")
	}
}
