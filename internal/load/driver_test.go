package load

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"firedrill/internal/record"
	"firedrill/internal/topology"
)

// stallEnd is just before an arrival is due, so that which of the two comes first is no matter of chance.
const stallEnd = 2*time.Second - time.Microsecond

// stalling holds every request that comes from second 1 until second 2.
func stalling(next http.Handler) http.Handler {
	start := time.Now()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if at := time.Since(start); at >= time.Second && at < stallEnd {
			select {
			case <-time.After(stallEnd - at):
			case <-r.Context().Done():
			}
		}
		next.ServeHTTP(w, r)
	})
}

func TestStallIsFeltByAllWhoCameInIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, all := bubbleRun(t, constantPlan(product, 200, 3*time.Second), stalling(newStandIn()))
		var slow, sum int64
		for _, s := range all {
			if s.Class != "" {
				t.Fatalf("sample %d is %q", s.Seq, s.Class)
			}
			if latency := s.Done - s.Due; latency > 0 {
				slow++
				sum += latency
			}
		}
		if len(all) != 600 || slow != 200 {
			t.Fatalf("%d samples, %d of them slow; want 600 and 200", len(all), slow)
		}
		if mean := sum / slow / 1000; mean < 495 || mean > 505 {
			t.Errorf("the slow ones took %d ms in the mean, want about 500", mean)
		}
	})
}

// lateAlarm oversleeps once, half a second into the load, by as much again: a client that was not given the processor.
type lateAlarm struct {
	*timerAlarm
	waits int
}

func (a *lateAlarm) wait(d time.Duration) bool {
	if a.waits++; a.waits == 100 {
		d += 500 * time.Millisecond
	}
	return a.timerAlarm.wait(d)
}

func TestClientThatIsLateShowsItAndCatchesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, all := bubbleRunWith(t, NewShop(100, 100), constantPlan(product, 200, 2*time.Second), newStandIn(), &lateAlarm{timerAlarm: newTimerAlarm()})
		late := 0
		for _, s := range all {
			if s.Due != int64(s.Seq)*5000 {
				t.Fatalf("arrival %d was due at %d us", s.Seq, s.Due)
			}
			if s.Sent > s.Due {
				late++
			}
		}
		if len(all) != 400 || late != 100 {
			t.Errorf("%d samples, %d of them late; want 400 and 100", len(all), late)
		}
	})
}

func TestTooManyInFlightAreDroppedAndCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := constantPlan(product, 200, 3*time.Second)
		p.MaxInFlight = 50
		_, all := bubbleRun(t, p, stalling(newStandIn()))
		dropped := 0
		for _, s := range all {
			if s.Class == record.ClassDropped {
				dropped++
				if s.Sent != record.Absent || s.FirstByte != record.Absent || s.Due < 1_250_000 || s.Due > 2_000_000 {
					t.Fatalf("dropped: %+v", s)
				}
			}
		}
		if len(all) != 600 || dropped != 150 {
			t.Errorf("%d samples, %d of them dropped; want 600 and 150", len(all), dropped)
		}
	})
}

func TestArrivalsAreNumberedWithoutGaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := constantPlan(browse, 500, time.Second)
		p.Arrivals, p.MaxInFlight = Poisson, 1
		_, all := bubbleRun(t, p, stalling(newStandIn()))
		seen := make([]bool, len(all))
		for _, s := range all {
			if s.Seq >= uint64(len(all)) || seen[s.Seq] {
				t.Fatalf("of %d samples one has the number %d, or two have", len(all), s.Seq)
			}
			seen[s.Seq] = true
		}
	})
}

func TestTimeoutRunsFromSending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := constantPlan(product, 100, 1500*time.Millisecond)
		p.Timeout = 300 * time.Millisecond
		_, all := bubbleRun(t, p, stalling(newStandIn()))
		timeouts := 0
		for _, s := range all {
			if s.Class == record.ClassTimeout {
				timeouts++
				if s.Done-s.Sent != 300_000 || s.Status != 0 || s.Source != "" {
					t.Fatalf("timed out: %+v", s)
				}
			}
		}
		if timeouts != 50 {
			t.Errorf("%d timed out, want 50", timeouts)
		}
	})
}

func TestSampleTellsWhoAnsweredAndHowLongTheyTook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, all := bubbleRun(t, constantPlan(product, 10, 200*time.Millisecond), newStandIn())
		s := all[1]
		if s.Status != 200 || s.Source != "app" || s.Replica != "shop-1" || s.RequestID != "id-1" || s.Bytes == 0 {
			t.Errorf("the answer reads %+v", s)
		}
		if s.App != 1500 || s.DB != 250 || s.Cache != record.Absent || s.Pool != record.Absent {
			t.Errorf("the timings read %+v", s)
		}
		if s.Due != 100_000 || s.Sent != 100_000 || s.DNS != record.Absent || s.TLS != record.Absent || s.Connect != record.Absent {
			t.Errorf("the steps on a kept connection read %+v", s)
		}
		if all[0].Connect != 0 {
			t.Errorf("the first request's connect reads %d", all[0].Connect)
		}
	})
}

func TestFreshVisitorsOpenTheirOwnConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := constantPlan(product, 100, time.Second)
		p.Fresh = 1
		_, all := bubbleRun(t, p, newStandIn())
		for _, s := range all {
			if s.Connect == record.Absent || s.Class != "" {
				t.Fatalf("sample %+v", s)
			}
		}
	})
}

func TestAcknowledgedOrdersAreRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop := newStandIn()
		d, all := bubbleRun(t, constantPlan(order, 100, time.Second), shop)
		writes := d.Acknowledged()
		if len(all) != 100 || len(writes) != 100 {
			t.Fatalf("%d samples and %d orders, want 100 of each", len(all), len(writes))
		}
		for _, o := range writes {
			if id, _ := shop.orders.Load(o.Key); id != o.Number {
				t.Fatalf("order %+v is %v in the shop", o, id)
			}
		}
	})
}

// Nobody misses an order that was not acknowledged when they looked.
func TestWhoMissesTheirOwnOrderGotABadBody(t *testing.T) {
	for name, tt := range map[string]struct {
		behind int64
		missed bool
	}{"no order behind": {0, false}, "one order behind": {1, true}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				shop := newStandIn()
				shop.mux.HandleFunc("GET /orders", shop.user(func(w http.ResponseWriter, _ *http.Request) {
					fmt.Fprint(w, listOf(shop.placed.Load()-tt.behind))
				}))
				p := constantPlan(orders, 100, 2*time.Second)
				p.Mix = []Weight{{orders, 1}, {order, 1}}
				_, all := bubbleRunWith(t, NewShop(1, 100), p, shop, newTimerAlarm())
				missed := 0
				for _, s := range all {
					if s.Class == record.ClassBadBody && s.FailedAt == topology.HopDatabase && s.Route == orders && s.Status == 200 {
						missed++
					} else if s.Class != "" {
						t.Fatalf("sample %+v", s)
					}
				}
				if (missed > 50) != tt.missed || !tt.missed && missed > 0 {
					t.Errorf("%d of %d missed their order, want any: %v", missed, len(all), tt.missed)
				}
			})
		})
	}
}

// listOf lists the 20 latest of so many orders.
func listOf(last int64) string {
	list := []string{}
	for id := last; id > max(0, last-20); id-- {
		list = append(list, fmt.Sprintf(`{"id":%d}`, id))
	}
	return `{"orders":[` + strings.Join(list, ",") + `]}`
}

func TestUsersLogInBeforeTheLoadAndAreNoSamples(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop := newStandIn()
		_, all := bubbleRun(t, constantPlan(profile, 100, time.Second), shop)
		if n := shop.logins.Load(); n != 20 || len(all) != 100 {
			t.Errorf("%d logins and %d samples, want 20 and 100", n, len(all))
		}
	})
}

func TestExpiredTokenFailsOnceAndIsRenewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop := newStandIn()
		var old atomic.Bool
		shop.accept = func(token string) bool { return token != "Bearer token-1" || !old.Load() }
		time.AfterFunc(500*time.Millisecond, func() { old.Store(true) })
		p := constantPlan(profile, 100, time.Second)
		_, all := bubbleRunWith(t, NewShop(1, 100), p, shop, newTimerAlarm())
		failed := 0
		for _, s := range all {
			if s.Class != "" {
				failed++
				if s.Class != record.ClassHTTP4 || s.Status != 401 {
					t.Fatalf("sample %+v", s)
				}
			}
		}
		if failed != 1 || shop.logins.Load() != 2 {
			t.Errorf("%d failed and %d logins, want 1 and 2", failed, shop.logins.Load())
		}
	})
}
