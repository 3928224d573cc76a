package stack_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"firedrill/internal/engine"
	"firedrill/internal/labtest"
	"firedrill/stack"
)

const (
	idleTurn    = 3 * time.Second
	idleSettle  = time.Second
	idleWorkers = 8
)

// turn is what was measured in one turn.
type turn struct {
	rate float64 // requests a second
	cpu  float64 // of nginx and the shop, nanoseconds a request
}

// idleBench is a lab, and a second hold on it that brings packet agents and takes them away.
type idleBench struct {
	*testing.B
	engine *engine.Engine
	second *stack.Running
	self   string
	get    func() error
	joins  int
}

// BenchmarkIdle compares the throughput through nginx to the shop while packet agents stand in both namespaces and do
// nothing with that while none do, in turn, so that what else the machine does hits both alike. The processor time of a
// request is the steadier figure where the machine is shared.
func BenchmarkIdle(b *testing.B) {
	e := labtest.Engine(b)
	running := labtest.Up(b, e, "idle", labtest.Lab(1))
	second, err := stack.Find(b.Context(), e, running.Instance)
	if err != nil {
		b.Fatal(err)
	}
	i := &idleBench{B: b, engine: e, second: second, self: labtest.Images(b, e, labtest.Lab(1)).Self, get: through(b, running)}
	for range 4 {
		i.turn() // warms up
	}
	var rates, costs []float64
	for n := 0; b.Loop(); n++ { // unlike a loop to b.N this brings up one lab, not one for each guess at b.N
		var present, absent turn
		if n%2 == 0 {
			present, absent = i.with(), i.turn()
		} else {
			absent, present = i.turn(), i.with()
		}
		rates, costs = append(rates, present.rate/absent.rate), append(costs, present.cpu/absent.cpu)
	}
	rate, cost := medianOf(rates), medianOf(costs)
	b.ReportMetric(rate.middle, "rate-with/without")
	b.ReportMetric(cost.middle, "cpu-with/without")
	b.ReportMetric(0, "ns/op")
	b.Logf("with against without: requests a second %s; processor time of a request %s; %d pairs", rate, cost, len(rates))
}

// median is the middle of a sample, and the interval that holds the true one in 95 of 100 samples.
type median struct{ low, middle, high float64 }

func (m median) String() string {
	return fmt.Sprintf("%.3f (95 %%: %.3f to %.3f)", m.middle, m.low, m.high)
}

// medianOf takes the interval from the ranks between which a fair coin's heads lie (Conover, Practical Nonparametric
// Statistics, 3.2): it asks nothing of how the ratios are spread, which on a shared machine is wild.
func medianOf(sample []float64) median {
	s := slices.Sorted(slices.Values(sample))
	n := float64(len(s))
	half := 1.96 * math.Sqrt(n) / 2
	low, high := int(math.Floor(n/2-half)), int(math.Ceil(n/2+half))
	return median{s[max(low, 0)], (s[(len(s)-1)/2] + s[len(s)/2]) / 2, s[min(high, len(s)-1)]}
}

// with takes a turn while packet agents are there.
func (i *idleBench) with() turn {
	i.joins++
	if err := i.second.Join(i.Context(), stack.JoinRequest{Run: i.second.Instance + "-" + strconv.Itoa(i.joins), Self: i.self}); err != nil {
		i.Fatal(err)
	}
	for _, s := range []string{stack.Nginx, stack.ShopName(1)} {
		if _, err := i.second.Network().Standing(i.Context(), s, "none"); err != nil {
			i.Fatal(err)
		}
	}
	t := i.turn()
	if err := i.second.Release(); err != nil {
		i.Fatal(err)
	}
	return t
}

// turn measures once the engine has done with what it was last asked for.
func (i *idleBench) turn() turn {
	time.Sleep(idleSettle)
	before := i.cpu()
	done := count(i.B, i.get)
	return turn{done / idleTurn.Seconds(), (i.cpu() - before) / done}
}

// cpu is what nginx and the shop have used so far.
func (i *idleBench) cpu() (all float64) {
	for _, s := range []string{stack.Nginx, stack.ShopName(1)} {
		all += processorTime(i, i.engine, stack.ContainerName(i.second.Instance, s))
	}
	return all
}

// through returns what asks the shop for its health through nginx, over connections that stand.
func through(b testing.TB, r *stack.Running) func() error {
	b.Helper()
	port, err := r.SitePort(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	trust := x509.NewCertPool()
	trust.AppendCertsFromPEM([]byte(r.CA))
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: trust, ServerName: stack.SiteName}, MaxIdleConnsPerHost: idleWorkers}}
	url := "https://127.0.0.1:" + strconv.Itoa(port) + "/version"
	return func() error {
		response, err := client.Get(url)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("status %s", response.Status)
		}
		_, err = io.Copy(io.Discard, response.Body)
		return err
	}
}

// count says how many requests a few workers get answered in a turn.
func count(b testing.TB, get func() error) float64 {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), idleTurn)
	defer cancel()
	var done atomic.Int64
	var workers sync.WaitGroup
	for range idleWorkers {
		workers.Go(func() {
			for ctx.Err() == nil {
				if err := get(); err != nil {
					b.Error(err)
					return
				}
				done.Add(1)
			}
		})
	}
	workers.Wait()
	return float64(done.Load())
}
