package stack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"firedrill/internal/engine"
)

const (
	// maxSaved bounds the saved log of a container, in bytes.
	maxSaved = 4 << 20
	// hidden replaces a secret.
	hidden = "[secret]"
)

// Logs reads the logs of a lab's containers, including removed ones whose logs were saved before.
type Logs struct {
	lab    *Running
	since  time.Time
	first  map[string]bool // containers that existed at the start, by id: these are not removed
	redact *strings.Replacer

	mu    sync.Mutex // faults may be reverted in parallel
	saved map[string]saved
}

// saved is the log of a container that was about to be removed.
type saved struct {
	service string
	text    []byte
}

// Logs returns a reader of the logs, with the containers that exist now.
func (r *Running) Logs(ctx context.Context) (*Logs, error) {
	l := &Logs{lab: r, since: time.Now(), first: map[string]bool{}, saved: map[string]saved{}}
	all, err := l.containers(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		l.first[c.ID] = true
	}
	s, err := r.secrets(ctx)
	if err != nil {
		return nil, err
	}
	l.redact = redactor(s)
	return l, nil
}

// redactor removes the lab's secrets from a text.
func redactor(s Secrets) *strings.Replacer {
	var pairs []string
	for _, secret := range []string{s.AdminDB, s.ShopDB, s.Replica, s.Redis, s.JWT} {
		if secret != "" {
			pairs = append(pairs, secret, hidden)
		}
	}
	return strings.NewReplacer(pairs...)
}

func (l *Logs) containers(ctx context.Context) ([]engine.Listed, error) {
	all, err := l.lab.engine.List(ctx, LabelLab+"="+l.lab.Instance)
	if err != nil {
		return nil, err
	}
	members := map[string]bool{}
	for _, m := range l.lab.members() {
		members[m] = true
	}
	var out []engine.Listed
	for _, c := range all {
		if members[c.Labels[LabelService]] {
			out = append(out, c)
		}
	}
	return out, nil
}

// Save saves the logs of containers that were created after the start: the fault that created them will remove them.
func (l *Logs) Save(ctx context.Context) error {
	all, err := l.containers(ctx)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var errs []error
	for _, c := range all {
		if l.first[c.ID] {
			continue
		}
		w := &bounded{most: maxSaved}
		errs = append(errs, l.lab.engine.Logs(ctx, c.ID, engine.LogOptions{Since: l.since, Stamps: true}, w))
		l.saved[c.ID] = saved{c.Labels[LabelService], w.Bytes()}
	}
	return errors.Join(errs...)
}

// Each calls f with each line that a container has logged since a time.
func (l *Logs) Each(ctx context.Context, since time.Time, f func(service string, at time.Time, line string)) error {
	all, err := l.containers(ctx)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var errs []error
	for _, c := range all {
		w := &splitter{each: func(text string) { l.line(c.Labels[LabelService], text, since, f) }}
		if err := l.lab.engine.Logs(ctx, c.ID, engine.LogOptions{Since: since, Stamps: true}, w); err != nil {
			errs = append(errs, fmt.Errorf("log of %q: %w", c.Name, err))
			continue
		}
		w.end()
		delete(l.saved, c.ID) // it still exists
	}
	for _, s := range l.saved {
		for text := range strings.Lines(string(s.text)) {
			l.line(s.service, strings.TrimRight(text, "\r\n"), since, f)
		}
	}
	return errors.Join(errs...)
}

// line removes the engine's timestamp from a line. A line without one is ignored.
func (l *Logs) line(service, text string, since time.Time, f func(string, time.Time, string)) {
	stamp, line, _ := strings.Cut(text, " ")
	at, err := time.Parse(time.RFC3339Nano, stamp)
	if err != nil || at.Before(since) || strings.TrimSpace(line) == "" {
		return
	}
	f(service, at, l.redact.Replace(line))
}

// bounded keeps only the first maxSaved bytes written to it.
type bounded struct {
	bytes.Buffer
	most int
}

func (b *bounded) Write(p []byte) (int, error) {
	b.Buffer.Write(p[:min(len(p), b.most-b.Len())])
	return len(p), nil
}

// maxLogLine is the maximum length of a line; longer ones are cut.
const maxLogLine = 64 << 10

// splitter splits what is written to it into lines.
type splitter struct {
	each func(string)
	rest []byte
}

func (s *splitter) Write(p []byte) (int, error) {
	n := len(p)
	for {
		i := bytes.IndexByte(p, '\n')
		if i < 0 {
			s.keep(p)
			return n, nil
		}
		s.keep(p[:i])
		s.end()
		p = p[i+1:]
	}
}

func (s *splitter) keep(p []byte) {
	s.rest = append(s.rest, p[:min(len(p), maxLogLine-len(s.rest))]...)
}

// end emits the last line if it has no newline.
func (s *splitter) end() {
	if len(s.rest) > 0 {
		s.each(strings.TrimRight(string(s.rest), "\r"))
	}
	s.rest = s.rest[:0]
}
