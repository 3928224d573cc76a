package agent

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"firedrill/internal/load"
)

const (
	// probeWithin bounds a probe whose request sets no bound.
	probeWithin = 2 * time.Second
	// probeBody bounds the body that a probe returns.
	probeBody = 64 << 10
)

// probe probes a service once, always over a new connection: a kept one would hide damage to names and handshakes.
func probe(ctx context.Context, _ *Session, q ProbeRequest) (ProbeReply, error) {
	look, ok := map[string]func(context.Context, ProbeRequest) (ProbeReply, error){
		"http": probeHTTP, "tcp": probeTCP, "tls": probeTLS, "postgres": probePostgres, "redis": probeRedis,
	}[q.Kind]
	if !ok {
		return ProbeReply{}, fmt.Errorf("there is no probe %q (there are http, tcp, tls, postgres, redis)", q.Kind)
	}
	ctx, cancel := context.WithTimeout(ctx, positive(q.Within, probeWithin))
	defer cancel()
	begin := time.Now()
	reply, err := look(ctx, q)
	reply.Took = time.Since(begin)
	if err != nil {
		reply.Class, reply.Detail = load.ErrorClass(err), err.Error()
		return reply, nil
	}
	reply.OK = reply.Class == ""
	return reply, nil
}

func probeHTTP(ctx context.Context, q ProbeRequest) (ProbeReply, error) {
	client, err := httpClient(q.CA)
	if err != nil {
		return ProbeReply{}, err
	}
	defer client.CloseIdleConnections()
	request, err := probeRequest(ctx, q)
	if err != nil {
		return ProbeReply{}, err
	}
	response, err := client.Do(request)
	if err != nil {
		return ProbeReply{}, err
	}
	defer response.Body.Close()
	reply := ProbeReply{
		Status: response.StatusCode, Detail: response.Status,
		Class:   load.StatusClass(response.StatusCode, response.Header),
		Replica: response.Header.Get("X-Replica"), Timing: response.Header.Get("Server-Timing"),
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, probeBody))
	reply.Body = string(body)
	return reply, err
}

func probeRequest(ctx context.Context, q ProbeRequest) (*http.Request, error) {
	method := http.MethodGet
	if q.Send != "" {
		method = http.MethodPost
	}
	request, err := http.NewRequestWithContext(ctx, method, q.Target, strings.NewReader(q.Send))
	if err != nil {
		return nil, err
	}
	if q.Send != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if q.Token != "" {
		request.Header.Set("Authorization", "Bearer "+q.Token)
	}
	return request, nil
}

func probeTCP(ctx context.Context, q ProbeRequest) (ProbeReply, error) {
	c, err := new(net.Dialer).DialContext(ctx, "tcp", q.Target)
	if err != nil {
		return ProbeReply{}, err
	}
	return ProbeReply{Detail: "connected"}, c.Close()
}

func probePostgres(ctx context.Context, q ProbeRequest) (ProbeReply, error) {
	db, err := connectPostgres(ctx, q.Target)
	if err != nil {
		return ProbeReply{}, err
	}
	defer db.Close(ctx)
	var one int
	err = db.QueryRow(ctx, "SELECT 1").Scan(&one)
	return ProbeReply{Detail: "select 1"}, err
}
