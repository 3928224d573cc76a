package stack_test

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"firedrill/internal/engine"
	"firedrill/internal/labtest"
	"firedrill/stack"
)

const (
	idleSettle  = time.Second // for the load of a container's start to end
	idleBatch   = 20          // requests
	idleBatches = 200
)

// idleLab is one of two equal labs, with a second handle on it that starts and ends packet agents.
type idleLab struct {
	second *stack.Running
	self   string
	get    func() error
	joins  int
}

// BenchmarkIdle compares the throughput through nginx to the shop with and without idle packet agents in both
// namespaces. Both are measured in the same seconds: two labs are queried in turn, a few requests each, because the
// speed of a shared machine varies by a tenth. Then the agents move to the other lab, so that differences between the
// labs cancel out.
func BenchmarkIdle(b *testing.B) {
	e := labtest.Engine(b)
	one, other := idleLabOf(b, e, "idle-one"), idleLabOf(b, e, "idle-other")
	one.against(b, other) // warms up
	var rates []float64
	for b.Loop() { // unlike a loop to b.N, this starts the labs once and not for each estimate of b.N
		rates = append(rates, math.Sqrt(one.against(b, other)*other.against(b, one)))
	}
	rate := medianOf(rates)
	b.ReportMetric(rate.middle, "rate-with/without")
	b.ReportMetric(0, "ns/op")
	b.Logf("requests a second with idle agents against without: %s; %d rounds", rate, len(rates))
}

func idleLabOf(b *testing.B, e *engine.Engine, name string) *idleLab {
	b.Helper()
	running := labtest.Up(b, e, name, labtest.Lab(1))
	second, err := stack.Find(b.Context(), e, running.Instance)
	if err != nil {
		b.Fatal(err)
	}
	return &idleLab{second: second, self: labtest.Images(b, e, labtest.Lab(1)).Self, get: through(b, running)}
}

// against starts agents in this lab and none in the other, and returns the throughput of this lab relative to the
// other.
func (l *idleLab) against(b *testing.B, other *idleLab) float64 {
	b.Helper()
	l.joins++
	if err := l.second.Join(b.Context(), stack.JoinRequest{Run: l.second.Instance + "-" + strconv.Itoa(l.joins), Self: l.self}); err != nil {
		b.Fatal(err)
	}
	for _, s := range []string{stack.Nginx, stack.ShopName(1)} {
		if _, err := l.second.Target().Net.Status(b.Context(), s, "none"); err != nil {
			b.Fatal(err)
		}
	}
	time.Sleep(idleSettle)
	ratios := make([]float64, idleBatches)
	for i := range ratios {
		var mine, theirs float64
		if i%2 == 0 {
			mine, theirs = l.batch(b), other.batch(b)
		} else {
			theirs, mine = other.batch(b), l.batch(b)
		}
		ratios[i] = theirs / mine
	}
	if err := l.second.Release(); err != nil {
		b.Fatal(err)
	}
	return medianOf(ratios).middle
}

// batch returns the time in seconds of a few consecutive requests.
func (l *idleLab) batch(b *testing.B) float64 {
	begun := time.Now()
	for range idleBatch {
		if err := l.get(); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(begun).Seconds()
}

// median is the median of a sample with its 95 % interval.
type median struct{ low, middle, high float64 }

func (m median) String() string {
	return fmt.Sprintf("%.3f (95 %%: %.3f to %.3f)", m.middle, m.low, m.high)
}

// medianOf takes the interval from order statistics by the sign test (Conover, Practical Nonparametric Statistics,
// 3.2). It makes no assumption about the distribution of the ratios, which has heavy tails on a shared machine.
func medianOf(sample []float64) median {
	s := slices.Sorted(slices.Values(sample))
	n := float64(len(s))
	half := 1.96 * math.Sqrt(n) / 2
	low, high := int(math.Floor(n/2-half)), int(math.Ceil(n/2+half))
	return median{s[max(low, 0)], (s[(len(s)-1)/2] + s[len(s)/2]) / 2, s[min(high, len(s)-1)]}
}

// through returns a function that requests the shop's health through nginx, over persistent connections.
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
