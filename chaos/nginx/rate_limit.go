package nginx

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"firedrill/chaos"
	"firedrill/chaos/nginxconf"
	"firedrill/chaos/visit"
	"firedrill/internal/record"
)

var rateLimitKind = chaos.Kind{
	Name:    "nginx.rate-limit",
	Family:  "nginx",
	Summary: "make nginx limit the request rate of each address",
	Manual: "limit_req is added in front of the app in nginx.conf, by the client's address, and nginx reloads. Requests above " +
		"the rate get the status at once, so failures grow with the load and are absent in quiet hours. All load of a " +
		"drill comes from one address.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortConfig, chaos.PortHTTP, chaos.PortProbes},
	Causes:  chaos.CausesSignal,
	Example: chaos.Example{On: chaos.Balancer, Params: map[string]string{"rate": "5"}},
	New:     func() chaos.Fault { return &nginxconf.Fault{Change: &rateLimit{}} },
}

// rateLimit refuses requests above a rate.
type rateLimit struct {
	nginxconf.Balancer
	Rate   int `param:"rate" default:"20" min:"1" max:"1000" doc:"requests a second that are accepted"`
	Burst  int `param:"burst" default:"0" min:"0" max:"200" doc:"how many more may arrive at once"`
	Status int `param:"status" default:"503" enum:"429,503" doc:"the status for the others"`
}

var (
	keepAlive   = regexp.MustCompile(`^(\s*)(keepalive_timeout\s[^;]*;)$`)
	anyLocation = regexp.MustCompile(`^(\s*)(location / \{)$`)
)

// Edits adds the limit.
func (f *rateLimit) Edits(conf string) ([]nginxconf.Edit, error) {
	burst := ""
	if f.Burst > 0 {
		burst = fmt.Sprintf(" burst=%d nodelay", f.Burst)
	}
	zone, err := nginxconf.Rewrite(conf, keepAlive, fmt.Sprintf("${1}${2}\n${1}limit_req_zone $$binary_remote_addr zone=address:1m rate=%dr/s;", f.Rate))
	if err != nil {
		return nil, err
	}
	limit, err := nginxconf.Rewrite(conf, anyLocation, fmt.Sprintf("${1}${2}\n${1}    limit_req zone=address%s;\n${1}    limit_req_status %d;", burst, f.Status))
	if err != nil {
		return nil, err
	}
	if len(zone)+len(limit) != 2 {
		return nil, errors.New("nginx.conf is not one that a lab came up with")
	}
	return append(zone, limit...), nil
}

// Effect sends so many requests at once that the limit is exceeded, unless it is too high for a probe.
func (f *rateLimit) Effect(ctx context.Context, s chaos.HTTP) record.Check {
	all := min(f.Burst+f.Rate/10+16, 256)
	n := 0
	for _, seen := range visit.Volley(ctx, s, all, chaos.Visit{Path: "/healthz", Plain: true}) {
		if seen.Status == f.Status && seen.Class != record.ClassHTTP5App {
			n++
		}
	}
	return record.Check{OK: n > 0, Saw: fmt.Sprintf("%d of %d requests at once got %d", n, all, f.Status)}
}

func (f *rateLimit) Claims() []chaos.Claim { return nginxconf.Directive("limit_req") }
