// Package tls holds the faults of the site's certificate.
package tls

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/nginxconf"
	"firedrill/internal/record"
)

// Kinds lists the faults of this family.
func Kinds() []chaos.Kind {
	return []chaos.Kind{
		kind("tls.expired", "make nginx serve an expired certificate",
			"It is for the right host, and from the lab's own authority.", chaos.NginxOutdated),
		kind("tls.wrong-host", "make nginx serve a certificate for another host",
			"It is valid and from the lab's own authority.", chaos.NginxElsewhere),
		kind("tls.unknown-issuer", "make nginx serve a certificate from an untrusted authority",
			"It is valid and for the right host.", chaos.NginxSelfMade),
	}
}

// kind describes one way in which a certificate can be wrong.
func kind(name, summary, manual, path string) chaos.Kind {
	return chaos.Kind{
		Name:    name,
		Family:  "tls",
		Summary: summary,
		Manual: manual + " nginx.conf gets its path, and nginx reloads; the lab has it beside the right one. Every new TLS connection " +
			"fails at the client; open ones continue until nginx closes them, soon after the reload. The port without TLS is not affected.",
		Acts:    chaos.AtEngine,
		Ports:   []chaos.Port{chaos.PortContainers, chaos.PortConfig, chaos.PortHTTP, chaos.PortProbes},
		Causes:  chaos.CausesSignal,
		Example: chaos.Example{On: chaos.Balancer},
		New:     func() chaos.Fault { return &nginxconf.Fault{Change: &certificate{path: path}} },
	}
}

// certificate makes nginx serve another certificate.
type certificate struct {
	nginxconf.Balancer
	path string // of the certificate and its key, without their endings
}

var certificateLine = regexp.MustCompile(`^(\s*ssl_certificate(?:_key)?\s+)` + regexp.QuoteMeta(chaos.NginxCertificate) + `(\.(?:crt|key);)$`)

// Edits changes the paths of the certificate and its key.
func (f *certificate) Edits(conf string) ([]nginxconf.Edit, error) {
	edits, err := nginxconf.Rewrite(conf, certificateLine, "${1}"+f.path+"${2}")
	if err == nil && len(edits) != 2 {
		err = fmt.Errorf("nginx.conf names %d files of the site's certificate, not 2", len(edits))
	}
	return edits, err
}

// Effect makes a TLS handshake, which must fail.
func (f *certificate) Effect(ctx context.Context, s chaos.HTTP) record.Check {
	cert, a := s.Served(ctx)
	c := record.Check{OK: !a.OK && a.Class == record.ClassTLS, Saw: "handshake " + a.String()}
	if cert.Serial != "" {
		c.Saw += fmt.Sprintf(", served %.8s for %s until %s", cert.Serial, slices.Concat(cert.Names, []string{"nobody"})[0], cert.Until.UTC().Format(time.DateOnly))
	}
	return c
}

func (f *certificate) Claims() []chaos.Claim { return nginxconf.Directive("ssl_certificate") }
