package respond

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"firedrill/internal/engine"
	"firedrill/internal/topology"
)

// Step is what one service logged about a request.
type Step struct {
	Began   time.Time      `json:"began"`
	MS      float64        `json:"ms"`
	Service string         `json:"service"`
	Said    map[string]any `json:"said"`
}

// Trace is what the lab's services logged about a request, in the order in which they began to handle it.
type Trace struct {
	Request string `json:"request"`
	Steps   []Step `json:"steps"`

	since time.Duration // how far back the logs were searched
}

// Trace finds a request in the logs of nginx and the app.
func (d *Desk) Trace(ctx context.Context, request string, since time.Duration) (Trace, error) {
	t := Trace{Request: request, Steps: []Step{}, since: since}
	for _, m := range d.lab.InPlace() {
		if !d.is(m.Service, topology.RoleProxy, topology.RoleApp) {
			continue // the stores do not log requests
		}
		steps, err := d.steps(ctx, m.Service, request, since)
		if err != nil {
			return t, err
		}
		t.Steps = append(t.Steps, steps...)
	}
	slices.SortStableFunc(t.Steps, func(a, b Step) int { return a.Began.Compare(b.Began) })
	return t, nil
}

// steps finds a request in the log of one service.
func (d *Desk) steps(ctx context.Context, service, request string, since time.Duration) (steps []Step, err error) {
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
		if s, ok := d.stepOf(service, line, request); ok {
			steps = append(steps, s)
		}
	}
	return steps, nil
}

// Text writes one step per line. A request without a step is an error.
func (t Trace) Text(w io.Writer) error {
	if len(t.Steps) == 0 {
		return fmt.Errorf("no log of the last %s knows a request %q", t.since, t.Request)
	}
	for _, s := range t.Steps {
		if _, err := fmt.Fprintln(w, s); err != nil {
			return err
		}
	}
	return nil
}

// stepOf parses a log line of nginx or the app. Both log a request after answering it.
func (d *Desk) stepOf(service, line, request string) (Step, bool) {
	s := Step{Service: service}
	if json.Unmarshal([]byte(line), &s.Said) != nil || s.Said["request_id"] != request {
		return s, false
	}
	var ended time.Time
	written, _ := s.Said["time"].(string)
	if d.is(service, topology.RoleProxy) {
		seconds, _ := strconv.ParseFloat(written, 64)
		ended = time.UnixMilli(int64(seconds * 1000)).UTC()
		took, _ := s.Said["seconds"].(float64)
		s.MS = took * 1000
	} else {
		ended, _ = time.Parse(time.RFC3339Nano, written)
		s.MS, _ = s.Said["ms"].(float64)
	}
	s.Began = ended.Add(-time.Duration(s.MS * float64(time.Millisecond))).UTC()
	for _, field := range []string{"time", "request_id", "traceparent", "seconds", "ms", "msg"} {
		delete(s.Said, field)
	}
	return s, true
}

// String formats the step in one line, without the fields that all steps share.
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
