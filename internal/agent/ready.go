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
	// readyTry bounds one try: a proxy may take a request whose answer never comes, while the next would be answered.
	readyTry = time.Second
)

// ready polls a URL until it answers 200. Every error is a try; the last one is told when the time is up.
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
			err = tried // not the one that only says that the time is up
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ReadyReply{}, fmt.Errorf("%q is not ready within %v; the last of %d tries: %w", q.URL, within, tries, err)
		}
	}
}

// get asks once, and returns nil on a 200.
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
	// Read to its end, so that the connection can be used again; if it cannot be, the next try opens another.
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, probeBody))
	if response.StatusCode != http.StatusOK {
		return errors.New("status " + response.Status)
	}
	return nil
}

// httpClient trusts that certificate authority and no other, and follows no redirect.
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
