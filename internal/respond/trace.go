package respond

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"firedrill/internal/engine"
	"firedrill/stack"
)

// Step is what one service's log says of a request.
type Step struct {
	Began   time.Time      `json:"began"`
	MS      float64        `json:"ms"`
	Service string         `json:"service"`
	Said    map[string]any `json:"said"`
}

// Trace finds what the lab's logs say of a request, in the order in which its services began on it.
func (d *Desk) Trace(ctx context.Context, services []string, request string, since time.Duration) ([]Step, error) {
	steps := []Step{}
	for _, service := range services {
		if service != stack.Nginx && !stack.IsShop(service) {
			continue // the stores don't know of requests
		}
		var out bytes.Buffer
		lines := &Grep{W: &out, Keep: LogFilter{Request: request}.Keep}
		in, err := d.containers.ID(ctx, service)
		if err != nil {
			return nil, fmt.Errorf("read the log of %q: %w", service, err)
		}
		err = d.engine.Logs(ctx, in, engine.LogOptions{Since: time.Now().Add(-since)}, lines)
		if err = errors.Join(err, lines.Close()); err != nil {
			return nil, fmt.Errorf("log of %q: %w", service, err)
		}
		for line := range strings.Lines(out.String()) {
			if s, ok := stepOf(service, line, request); ok {
				steps = append(steps, s)
			}
		}
	}
	slices.SortStableFunc(steps, func(a, b Step) int { return a.Began.Compare(b.Began) })
	return steps, nil
}

// stepOf reads a line of nginx's or the app's log. Both are written when the answer is.
func stepOf(service, line, request string) (Step, bool) {
	s := Step{Service: service}
	if json.Unmarshal([]byte(line), &s.Said) != nil || s.Said["request_id"] != request {
		return s, false
	}
	var ended time.Time
	written, _ := s.Said["time"].(string)
	if service == stack.Nginx {
		seconds, _ := strconv.ParseFloat(written, 64)
		ended = time.UnixMilli(int64(seconds * 1000)).UTC()
		took, _ := s.Said["seconds"].(float64)
		s.MS = took * 1000
	} else {
		ended, _ = time.Parse(time.RFC3339Nano, written)
		s.MS, _ = s.Said["ms"].(float64)
	}
	s.Began = ended.Add(-time.Duration(s.MS * float64(time.Millisecond))).UTC()
	for _, told := range []string{"time", "request_id", "traceparent", "seconds", "ms", "msg"} {
		delete(s.Said, told)
	}
	return s, true
}

// String is the step in one line, without what every step has.
func (s Step) String() string {
	order := []string{"method", "uri", "route", "path", "status", "upstream", "upstream_status", "upstream_connect", "upstream_seconds",
		"cache", "cache_ms", "db_ms", "pool_ms", "failed_at", "err", "setback"}
	var parts []string
	for _, name := range order {
		value, ok := s.Said[name]
		if !ok || value == "" {
			continue
		}
		parts = append(parts, fmt.Sprintf("%s=%v", name, value))
	}
	return fmt.Sprintf("%s  %-7s %9.1f ms  %s", s.Began.Local().Format("15:04:05.000"), s.Service, s.MS, strings.Join(parts, " "))
}
