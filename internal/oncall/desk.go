package oncall

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"firedrill/scenarios"
)

// Answer is the desk's answer to a responder.
type Answer struct {
	Said  string `json:"said,omitempty"`
	Error string `json:"error,omitempty"`
	Hint  string `json:"hint,omitempty"`
	Over  bool   `json:"over,omitempty"` // the round is over
	View  *View  `json:"view,omitempty"` // answers Look
}

// Answerer answers the requests to a desk.
type Answerer interface {
	Answer(q Ask) Answer
}

// Ask is a responder's request to the desk.
type Ask struct {
	Verb      string    `json:"verb"` // ack, hint, diagnose, resolve, give-up, look, command (something was typed), or removed (the lab was removed)
	Text      string    `json:"text,omitempty"`
	Diagnosis Diagnosis `json:"diagnosis,omitzero"`
}

// deskTime bounds one exchange with a desk.
const deskTime = 5 * time.Second

// Socket is the path of the desk of a lab's round, in a folder of rounds.
func Socket(folder, instance string) string { return filepath.Join(folder, instance+".sock") }

// Serve opens a desk: a socket that only this user can access. The returned function closes it.
func Serve(path string, who Answerer) (shut func() error, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("desk of the round: %w", err)
	}
	server := &http.Server{Handler: handler(who), ReadTimeout: deskTime, WriteTimeout: deskTime}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	return func() error {
		err := server.Close()
		if serr := <-served; !errors.Is(serr, http.ErrServerClosed) {
			err = errors.Join(err, serr)
		}
		return err
	}, nil
}

func handler(who Answerer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q Ask
		a := Answer{}
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10)).Decode(&q); err != nil {
			a.Error = err.Error()
		} else {
			a = who.Answer(q)
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(a) // a disconnected client needs no error
	})
}

// Answer executes a responder's request.
func (t *Table) Answer(q Ask) Answer {
	var a Answer
	err := t.Do(func(r *Round, at time.Duration) (err error) {
		a.Said, err = r.do(at, q)
		a.Over = r.Over()
		return err
	})
	if err == nil {
		return a
	}
	a.Said, a.Error = "", err.Error()
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		a.Hint = h.Hint()
	}
	return a
}

func (r *Round) do(at time.Duration, q Ask) (string, error) {
	switch q.Verb {
	case Acked:
		return "page acknowledged", r.Ack(at)
	case Hinted:
		cost, _ := r.NextHint()
		hint, err := r.Hint(at)
		return fmt.Sprintf("(it cost %d points) %s", cost, hint), err
	case Diagnose:
		e, err := r.Diagnosed(at, q.Diagnosis)
		return verdict(e), err
	case Resolved:
		err := r.Resolve(at)
		if r.Halfway() {
			return "resolved; your shift continues, and the fix is checked at the end", err
		}
		return "resolved; users are watched for a while, then the round is scored", err
	case GaveUp:
		return "the round ends", r.GiveUp(at)
	case Removed:
		if !r.Over() {
			r.Note(at, Removed, "the lab was removed with firedrill down")
		}
		return "", nil
	case Command:
		if !r.Over() {
			r.Note(at, Command, q.Text)
		}
		return "", nil
	}
	return "", fmt.Errorf("unknown verb %q", q.Verb)
}

func verdict(e Entry) string {
	component, _, _ := strings.Cut(e.Text, " ")
	switch {
	case e.Right:
		return "correct"
	case e.Part:
		return "right component, wrong mechanism"
	case component == scenarios.None:
		return "wrong: there is an incident"
	}
	return "wrong component: the cause is not in " + component
}

// Say sends a request to a desk. The error wraps ErrNoRound if no round is running there.
func Say(ctx context.Context, path string, q Ask) (Answer, error) {
	text, err := json.Marshal(q)
	if err != nil {
		return Answer{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, deskTime)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", path)
		}}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://desk/", bytes.NewReader(text))
	if err != nil {
		return Answer{}, err
	}
	response, err := client.Do(request)
	if err != nil {
		return Answer{}, fmt.Errorf("%w: %w", ErrNoRound, err)
	}
	defer response.Body.Close()
	var a Answer
	return a, json.NewDecoder(response.Body).Decode(&a)
}

// ErrNoRound reports that no on-call round is running.
var ErrNoRound = errors.New("no on-call round is running")
