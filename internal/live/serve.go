package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// exchangeTime bounds one request of the view.
const exchangeTime = 5 * time.Second

// ErrNoLoad reports that no load runs on a lab.
var ErrNoLoad = errors.New("no load runs")

// Serve serves the view on a Unix socket to other processes of this user. The returned function closes it.
func (u *Users) Serve(path string) (shut func() error, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("dashboard of the users: %w", err)
	}
	server := &http.Server{ReadTimeout: exchangeTime, WriteTimeout: exchangeTime,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(u.View(time.Now())) // a disconnected client needs no error
		})}
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

// AskUsers returns the view that another process serves. The error wraps ErrNoLoad if none does.
func AskUsers(ctx context.Context, path string) (v UsersView, err error) {
	ctx, cancel := context.WithTimeout(ctx, exchangeTime)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", path)
		}}}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://users/", nil)
	if err != nil {
		return v, err
	}
	response, err := client.Do(request)
	if err != nil {
		return v, fmt.Errorf("%w: %w", ErrNoLoad, err)
	}
	defer response.Body.Close()
	return v, json.NewDecoder(response.Body).Decode(&v)
}
