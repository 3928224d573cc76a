package stack

import (
	"context"
	"strconv"

	"firedrill/chaos"
	"firedrill/internal/agent"
)

// plainURL is the address of the site without TLS, inside the lab.
var plainURL = "http://" + SiteName + ":" + strconv.Itoa(PortHTTP)

// Visit makes one request to the site from inside the lab.
func (r *Running) Visit(ctx context.Context, v chaos.Visit) chaos.Seen {
	q := agent.ProbeRequest{Kind: "http", Target: SiteURL + v.Path, CA: r.CA, Within: probeTime, Send: v.Send, Token: v.Token}
	if v.Plain {
		q.Target = plainURL + v.Path
	}
	if v.To != "" {
		q.Target = shopURL(v.To) + v.Path
	}
	got, answer := r.look(ctx, q)
	return chaos.Seen{Answer: answer, Status: got.Status, Body: got.Body, Replica: got.Replica, Timing: got.Timing}
}

// Served returns the certificate that the site serves on a new connection.
func (r *Running) Served(ctx context.Context) (chaos.Served, chaos.Answer) {
	got, answer := r.look(ctx, agent.ProbeRequest{Kind: "tls", Target: SiteName + ":" + strconv.Itoa(PortHTTPS), CA: r.CA, Within: probeTime})
	if got.Cert == nil {
		return chaos.Served{}, answer
	}
	return chaos.Served{Serial: got.Cert.Serial, Issuer: got.Cert.Issuer, Names: got.Cert.Names, Until: got.Cert.Until}, answer
}

// look makes the client run one probe.
func (r *Running) look(ctx context.Context, q agent.ProbeRequest) (agent.ProbeReply, chaos.Answer) {
	got, err := r.client.Probe(ctx, q)
	if err != nil {
		return got, chaos.Answer{Detail: "could not ask: " + err.Error()}
	}
	return got, chaos.Answer{OK: got.OK, Class: got.Class, Detail: got.Detail, Took: got.Took}
}
