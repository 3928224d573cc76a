package stack_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"firedrill/internal/labtest"
	"firedrill/stack"
)

const (
	idleTurn    = 2 * time.Second
	idleWorkers = 8
)

// BenchmarkIdle compares the throughput through nginx to the shop while packet agents stand in both namespaces and do
// nothing with that while none do, in turn, so that what else the machine does hits both alike.
func BenchmarkIdle(b *testing.B) {
	e := labtest.Engine(b)
	running := labtest.Up(b, e, "idle", labtest.Lab(1))
	self := labtest.Images(b, e, labtest.Lab(1)).Self
	found, err := stack.Find(b.Context(), e, running.Instance)
	if err != nil {
		b.Fatal(err)
	}
	get := through(b, running)
	count(b, get) // warms up
	var ratios []float64
	for i := range 2 * b.N {
		with := func() float64 {
			if err := found.Join(b.Context(), stack.JoinRequest{Run: running.Instance + "-" + strconv.Itoa(i), Self: self}); err != nil {
				b.Fatal(err)
			}
			for _, s := range []string{stack.Nginx, stack.ShopName(1)} {
				if _, err := found.Network().Standing(b.Context(), s, "none"); err != nil {
					b.Fatal(err)
				}
			}
			n := count(b, get)
			if err := found.Release(); err != nil {
				b.Fatal(err)
			}
			time.Sleep(500 * time.Millisecond) // for the engine to remove them
			return n
		}
		var present, absent float64
		if i%2 == 0 {
			present, absent = with(), count(b, get)
		} else {
			absent, present = count(b, get), with()
		}
		ratios = append(ratios, present/absent)
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "with/without")
	b.ReportMetric(0, "ns/op")
	fmt.Fprintf(os.Stderr, "with packet agents / without: median %.3f, from %.3f to %.3f in %d pairs\n",
		ratios[len(ratios)/2], ratios[0], ratios[len(ratios)-1], len(ratios))
}

// through returns what asks the shop for its health through nginx, over connections that stand.
func through(b *testing.B, r *stack.Running) func() error {
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

// count says how many requests a second a few workers get answered.
func count(b *testing.B, get func() error) float64 {
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
	return float64(done.Load()) / idleTurn.Seconds()
}
