package agent

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	readyEvery  = 5 * time.Millisecond
	readyWithin = 60 * time.Second
	// readyTry bounds one attempt: a proxy may accept a request and never answer it, while the next one would be
	// answered.
	readyTry = time.Second
)

// ready polls a URL until it answers 200. Every error is retried; on timeout it returns the last one.
func ready(ctx context.Context, _ *Session, q ReadyRequest) (ReadyReply, error) {
	within := positive(q.Within, readyWithin)
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	client, err := httpClient(q.CA)
	if err != nil {
		return ReadyReply{}, err
	}
	defer client.CloseIdleConnections()
	begin := time.Now()
	tick := time.NewTicker(positive(q.Every, readyEvery))
	defer tick.Stop()
	for tries := 1; ; tries++ {
		tried := get(ctx, client, q.URL)
		if tried == nil {
			return ReadyReply{Took: time.Since(begin), Tries: tries}, nil
		}
		if ctx.Err() == nil || err == nil {
			err = tried // not the error that only reports the timeout
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ReadyReply{}, fmt.Errorf("%q is not ready within %v; the last of %d tries: %w", q.URL, within, tries, err)
		}
	}
}

// get sends one request, and returns nil on a 200.
func get(ctx context.Context, client *http.Client, url string) error {
	ctx, cancel := context.WithTimeout(ctx, readyTry)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	// Read the body to its end, so that the connection can be reused. If that fails, the next attempt opens a new
	// one.
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, probeBody))
	if response.StatusCode != http.StatusOK {
		return errors.New("status " + response.Status)
	}
	return nil
}

// httpClient trusts only the given certificate authority, and follows no redirect.
func httpClient(ca string) (*http.Client, error) {
	trust := x509.NewCertPool()
	if ca != "" && !trust.AppendCertsFromPEM([]byte(ca)) {
		return nil, errors.New("the ca holds no certificate")
	}
	return &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trust}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}
