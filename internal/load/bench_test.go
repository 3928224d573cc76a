package load

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"firedrill/internal/record"
)

// envServe makes the test binary a shop over TLS, so that a benchmark measures the client's process alone, and that a test
// can freeze the shop's.
const envServe = "FIREDRILL_TEST_SERVE"

func serveUntilEOF() {
	s := httptest.NewTLSServer(newStandIn())
	defer s.Close()
	fmt.Println(s.URL)
	os.Stdout.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}))
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func otherProcess(b testing.TB) (url, ca string, process *os.Process) {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), envServe+"=1")
	stdin, err1 := cmd.StdinPipe()
	stdout, err2 := cmd.StdoutPipe()
	if err1 != nil || err2 != nil || cmd.Start() != nil {
		b.Fatal("no server")
	}
	b.Cleanup(func() { stdin.Close(); _ = cmd.Wait() })
	r := bufio.NewReader(stdout)
	url, _ = r.ReadString('\n')
	for !strings.Contains(ca, "END CERTIFICATE") {
		line, err := r.ReadString('\n')
		if err != nil {
			b.Fatal(err)
		}
		ca += line
	}
	return strings.TrimSpace(url), ca, cmd.Process
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkOpenLoop measures what the lab must spare for the client, and how late it sends.
func BenchmarkOpenLoop(b *testing.B) {
	for _, rate := range []float64{500, 2000} {
		for _, procs := range []int{1, 2} {
			b.Run(fmt.Sprintf("rate=%g/procs=%d/alarm=kernel", rate, procs), func(b *testing.B) { openLoop(b, rate, procs, newAlarm()) })
		}
		b.Run(fmt.Sprintf("rate=%g/procs=2/alarm=timer", rate), func(b *testing.B) { openLoop(b, rate, 2, newTimerAlarm()) })
	}
}

func openLoop(b *testing.B, rate float64, procs int, with alarm) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
	p := constantPlan("", rate, 4*time.Second)
	p.Arrivals, p.Mix = Poisson, []Weight{{browse, 60}, {product, 25}, {order, 10}, {profile, 5}}
	p.Target, p.CA, _ = otherProcess(b)
	var got samples
	d, err := newDriver(NewShop(100, 100), p, got.add)
	if err != nil {
		b.Fatal(err)
	}
	d.alarm = with
	before := cpuTime()
	if err := d.begin(b.Context()); err != nil {
		b.Fatal(err)
	}
	<-d.done
	used := cpuTime() - before
	late := make([]int64, len(got.all))
	dials, failed := 0.0, 0.0
	for i, s := range got.all {
		if s.Class != "" {
			failed++
		}
		if s.TLS != record.Absent {
			dials++
		}
		late[i] = s.Sent - s.Due
	}
	slices.Sort(late)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(dials, "dials")
	b.ReportMetric(failed, "failed")
	b.ReportMetric(used.Seconds()*1e6/float64(len(late)), "cpu-ms/1000")
	b.ReportMetric(float64(late[len(late)/2]), "late-p50-us")
	b.ReportMetric(float64(late[len(late)*99/100]), "late-p99-us")
	b.ReportMetric(float64(late[len(late)-1]), "late-max-us")
}

// BenchmarkRequest compares one request on a kept connection with the same through net/http.
func BenchmarkRequest(b *testing.B) {
	url, ca, _ := otherProcess(b)
	p := onePlan(url)
	p.CA = ca
	b.Run("exchange", func(b *testing.B) {
		dialer, err := newDialer(p)
		if err != nil {
			b.Fatal(err)
		}
		pool := &pool{dialer: dialer, open: map[*conn]struct{}{}}
		defer pool.close()
		shop := NewShop(100, 100)
		r := newRenderer(shop, p, dialer.hostHeader())
		request := r.render(nil, shop.Crowd().Front, 0, "")
		var body bytes.Buffer
		measure(b, func() error {
			return pool.exchange(b.Context(), request, false, time.Now().Add(time.Second), &body).err
		})
	})
	b.Run("net-http", func(b *testing.B) {
		trust := x509.NewCertPool()
		trust.AppendCertsFromPEM([]byte(ca))
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trust}}, Timeout: time.Second}
		defer client.CloseIdleConnections()
		var body bytes.Buffer
		measure(b, func() error {
			response, err := client.Get(url + "/products?page=1")
			if err != nil {
				return err
			}
			defer response.Body.Close()
			body.Reset()
			_, err = body.ReadFrom(response.Body)
			return err
		})
	})
}

func measure(b *testing.B, once func() error) {
	b.ReportAllocs()
	before, n := cpuTime(), 0
	for b.Loop() {
		if err := once(); err != nil {
			b.Fatal(err)
		}
		n++
	}
	b.ReportMetric((cpuTime()-before).Seconds()*1e6/float64(n), "cpu-ms/1000")
}

// BenchmarkArrival measures choosing an arrival's request and writing it, without sending it.
func BenchmarkArrival(b *testing.B) {
	r := newRenderer(NewShop(200, 500), testPlan(), "shop.lab:8443")
	c := newChooser(r.script, testPlan())
	var request []byte
	b.ReportAllocs()
	for n := uint64(0); b.Loop(); n++ {
		request = r.render(request[:0], c.choose(n), n, "a token")
	}
}
