package labtest

import (
	"context"
	"strings"
	"sync"

	"firedrill/chaos"
)

// Stores records what it is asked. A hold is open at once.
type Stores struct {
	Answer func(ask string) ([][]string, error) // "shop: SELECT 1", "postgres-replica admin: SELECT 1", "redis: PING", "login: 3"; nil says nothing to all

	mu    sync.Mutex
	asked []string
	held  map[string]chaos.Hold
}

// Asked lists the requests so far.
func (s *Stores) Asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.asked...)
}

func (s *Stores) ask(text string) ([][]string, error) {
	s.mu.Lock()
	s.asked = append(s.asked, text)
	s.mu.Unlock()
	if s.Answer == nil {
		return nil, nil
	}
	return s.Answer(text)
}

// Query answers a query.
func (s *Stores) Query(_ context.Context, q chaos.Query) ([][]string, error) {
	return s.ask(strings.TrimPrefix(q.At+" ", " ") + q.As + ": " + strings.Join(q.SQL, "; "))
}

// Do answers a command with the first row.
func (s *Stores) Do(_ context.Context, c chaos.Command) ([]string, error) {
	rows, err := s.ask("redis: " + strings.Join(c.Words, " "))
	if len(rows) == 0 {
		return nil, err
	}
	return rows[0], err
}

// Login lets everyone in, or no one.
func (s *Stores) Login(_ context.Context, l chaos.Logins) (int, error) {
	if _, err := s.ask("login: " + l.Store); err != nil {
		return 0, err
	}
	return l.Count, nil
}

// Hold keeps the hold.
func (s *Stores) Hold(_ context.Context, h chaos.Hold) error {
	_, err := s.ask("hold: " + h.Name)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held == nil {
		s.held = map[string]chaos.Hold{}
	}
	s.held[h.Name] = h
	return err
}

// Held says that all sessions are open.
func (s *Stores) Held(_ context.Context, name string) (chaos.Held, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return chaos.Held{Open: s.held[name].Sessions}, nil
}

// Release forgets the hold.
func (s *Stores) Release(_ context.Context, name string) error {
	_, err := s.ask("release: " + name)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.held, name)
	return err
}

var (
	_ chaos.SQL   = (*Stores)(nil)
	_ chaos.Redis = (*Stores)(nil)
)
