package agent

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
)

// probeTLS does a handshake on a new connection, and returns the served certificate even if it is not trusted.
func probeTLS(ctx context.Context, q ProbeRequest) (ProbeReply, error) {
	trust := x509.NewCertPool()
	trust.AppendCertsFromPEM([]byte(q.CA))
	host, _, err := net.SplitHostPort(q.Target)
	if err != nil {
		return ProbeReply{}, err
	}
	var reply ProbeReply
	dialer := tls.Dialer{Config: &tls.Config{ServerName: host, InsecureSkipVerify: true, // verified below, after it is noted
		VerifyConnection: func(s tls.ConnectionState) error {
			reply.Cert = certificate(s.PeerCertificates[0])
			reply.Detail = "serial " + reply.Cert.Serial
			return verify(s.PeerCertificates, trust, host)
		}}}
	c, err := dialer.DialContext(ctx, "tcp", q.Target)
	if err != nil {
		return reply, err
	}
	return reply, c.Close()
}

func certificate(c *x509.Certificate) *Certificate {
	return &Certificate{Serial: fmt.Sprintf("%x", c.SerialNumber), Issuer: c.Issuer.CommonName, Names: c.DNSNames, Until: c.NotAfter}
}

// verify does the check that InsecureSkipVerify disables in crypto/tls.
func verify(chain []*x509.Certificate, roots *x509.CertPool, host string) error {
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, DNSName: host})
	if err != nil {
		return &tls.CertificateVerificationError{UnverifiedCertificates: chain, Err: err}
	}
	return nil
}
