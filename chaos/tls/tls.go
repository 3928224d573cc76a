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
		kind("tls.expired", "let nginx serve a certificate that has run out",
			"It is for the right host, and from the lab's own authority.", chaos.NginxOutdated),
		kind("tls.wrong-host", "let nginx serve a certificate for another host",
			"It is from the lab's own authority, and good.", chaos.NginxElsewhere),
		kind("tls.unknown-issuer", "let nginx serve a certificate from an authority that nobody trusts",
			"It is for the right host, and good.", chaos.NginxSelfMade),
	}
}

// kind describes one way in which a certificate can be wrong.
func kind(name, summary, manual, path string) chaos.Kind {
	return chaos.Kind{
		Name:    name,
		Family:  "tls",
		Summary: summary,
		Manual: manual + " nginx.conf is pointed at it, and nginx reloads; the lab came up with it beside the good one. Every new " +
			"connection over TLS fails at the client; those that are open go on until nginx closes them, soon after the reload. The port " +
			"without TLS is as ever.",
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
