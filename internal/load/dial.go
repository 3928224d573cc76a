package load

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/netip"
	"net/url"
	"time"

	"firedrill/internal/record"
	"firedrill/internal/topology"
)

// dialer opens connections to the target, and says how long each step took.
type dialer struct {
	host, port string
	tls        *tls.Config // nil for plain HTTP
	open       func(ctx context.Context, network, address string) (net.Conn, error)
}

func newDialer(p Plan) (*dialer, error) {
	target, err := url.Parse(p.Target)
	if err != nil {
		return nil, err
	}
	d := &dialer{host: target.Hostname(), port: target.Port(), open: new(net.Dialer).DialContext}
	if d.port == "" {
		d.port = target.Scheme
	}
	if target.Scheme == "https" {
		// No session cache: a resumed session would not look at a certificate that was changed meanwhile.
		d.tls = &tls.Config{ServerName: d.host, RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
		d.tls.RootCAs.AppendCertsFromPEM([]byte(p.CA))
	}
	return d, nil
}

// steps are the durations of opening a connection, record.Absent for what was not done.
type steps struct{ dns, connect, tls time.Duration }

var noSteps = steps{dns: time.Duration(record.Absent), connect: time.Duration(record.Absent), tls: time.Duration(record.Absent)}

// failed is the step that could not be done, where opening a connection came to nothing. Who only waited for a turn waited
// for the handshakes of others.
func (s steps) failed() string {
	switch absent := time.Duration(record.Absent); {
	case s.tls != absent:
		return topology.HopTLS
	case s.connect == absent && s.dns != absent:
		return topology.HopDNS
	}
	return topology.HopConnect
}

// dial opens a connection until the deadline. The steps are valid with an error too, up to the one that failed.
func (d *dialer) dial(ctx context.Context, deadline time.Time) (*conn, steps, error) {
	ctx, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	took := noSteps
	addresses, err := d.lookup(ctx, &took)
	if err != nil {
		return nil, took, err
	}
	begin := time.Now()
	socket, err := d.connect(ctx, addresses)
	took.connect = time.Since(begin)
	if err != nil {
		return nil, took, err
	}
	c := &conn{Conn: socket, quiet: quiet(socket)}
	if d.tls != nil {
		begin = time.Now()
		secure := tls.Client(socket, d.tls)
		err = secure.HandshakeContext(ctx)
		took.tls = time.Since(begin)
		if err != nil {
			socket.Close()
			return nil, took, handshakeError{err}
		}
		c.Conn = secure
	}
	c.reader = bufio.NewReader(c.Conn)
	return c, took, nil
}

func (d *dialer) lookup(ctx context.Context, took *steps) ([]netip.Addr, error) {
	if address, err := netip.ParseAddr(d.host); err == nil {
		return []netip.Addr{address}, nil
	}
	begin := time.Now()
	addresses, err := net.DefaultResolver.LookupNetIP(ctx, "ip", d.host)
	took.dns = time.Since(begin)
	return addresses, err
}

// connect tries the addresses in turn.
func (d *dialer) connect(ctx context.Context, addresses []netip.Addr) (net.Conn, error) {
	var errs []error
	for _, address := range addresses {
		c, err := d.open(ctx, "tcp", net.JoinHostPort(address.Unmap().String(), d.port))
		if err == nil {
			return c, nil
		}
		errs = append(errs, err)
	}
	return nil, errors.Join(errs...)
}

// hostHeader is what requests to the target carry as Host.
func (d *dialer) hostHeader() string {
	if d.port == "http" || d.port == "https" {
		return d.host
	}
	return net.JoinHostPort(d.host, d.port)
}
