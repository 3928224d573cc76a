package agent

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/redis/go-redis/v9"

	"firedrill/chaos"
	"firedrill/internal/stubstatus"
)

// OpGauges reads a service's own metrics: GaugesRequest -> GaugesReply.
const OpGauges = "gauges"

// GaugesRequest names the service to read.
type GaugesRequest struct {
	Of     string        `json:"of"`            // nginx, shop, redis or postgres
	At     string        `json:"at,omitempty"`  // host of a Postgres instance; "": the primary
	URL    string        `json:"url,omitempty"` // nginx's status page, or the shop's metrics
	Within time.Duration `json:"within"`
}

// GaugesReply holds a service's metrics under their own names. If the service does not answer, Missing says why.
type GaugesReply struct {
	At      time.Time          `json:"at"` // agent clock, for rates
	Values  map[string]float64 `json:"values,omitempty"`
	Missing string             `json:"missing,omitempty"` // why there are no values
}

// gaugeName is the application name of sessions that read metrics, to tell them from sessions of faults and proofs.
const gaugeName = chaos.SessionName + "-gauges"

// gaugeBody bounds the size of a metrics page.
const gaugeBody = 256 << 10

// gauging keeps connections open for repeated reads: a new connection each second would cost more than the read. They
// are separate from those of faults and probes, so that no probe waits for a read.
type gauging struct {
	mu       sync.Mutex
	redis    *redis.Client
	http     *http.Client
	postgres map[string]*onePostgres // by host
}

func gauges(ctx context.Context, s *Session, q GaugesRequest) (GaugesReply, error) {
	ctx, cancel := context.WithTimeout(ctx, positive(q.Within, probeWithin))
	defer cancel()
	ask, ok := map[string]func(context.Context, *Session, GaugesRequest) (map[string]float64, error){
		"nginx": nginxGauges, "shop": shopGauges, chaos.InRedis: redisGauges, chaos.InPostgres: postgresGauges,
	}[q.Of]
	if !ok {
		return GaugesReply{}, fmt.Errorf("unknown metrics source %q", q.Of)
	}
	values, err := ask(ctx, s, q)
	reply := GaugesReply{At: time.Now(), Values: values}
	if err != nil {
		reply.Missing = err.Error()
	}
	return reply, nil
}

// page fetches a metrics page over HTTP.
func (g *gauging) page(ctx context.Context, s *Session, url string) (string, error) {
	g.mu.Lock()
	if g.http == nil {
		transport := &http.Transport{MaxIdleConnsPerHost: 1, IdleConnTimeout: 5 * time.Second}
		g.http = &http.Client{Transport: transport}
		s.OnExit("gauges over http", func(context.Context) error { transport.CloseIdleConnections(); return nil })
	}
	client := g.http
	g.mu.Unlock()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, gaugeBody))
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("it answers %s", response.Status)
	}
	return string(body), err
}

func nginxGauges(ctx context.Context, s *Session, q GaugesRequest) (map[string]float64, error) {
	text, err := s.gauging.page(ctx, s, q.URL)
	if err != nil {
		return nil, err
	}
	n, err := stubstatus.Parse(text)
	if err != nil {
		return nil, err
	}
	return map[string]float64{"active": float64(n.Active), "dropped": float64(n.Accepted - n.Handled), "requests": float64(n.Requests),
		"reading": float64(n.Reading), "writing": float64(n.Writing), "waiting": float64(n.Waiting)}, nil
}

func shopGauges(ctx context.Context, s *Session, q GaugesRequest) (map[string]float64, error) {
	text, err := s.gauging.page(ctx, s, q.URL)
	if err != nil {
		return nil, err
	}
	return plainMetrics(text)
}

// plainMetrics parses the metrics without labels of Prometheus' text format.
func plainMetrics(text string) (map[string]float64, error) {
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	values := map[string]float64{}
	for name, family := range families {
		for _, m := range family.GetMetric() {
			if len(m.GetLabel()) == 0 {
				values[name] = m.GetGauge().GetValue() + m.GetCounter().GetValue() + m.GetUntyped().GetValue() // only one of them is set
			}
		}
	}
	return values, nil
}
