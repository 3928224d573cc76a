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

// kind is one way in which a certificate can be wrong.
func kind(name, summary, manual, path string) chaos.Kind {
	return chaos.Kind{
		Name:    name,
		Family:  "tls",
		Summary: summary,
		Manual: manual + " nginx.conf is pointed at it, and nginx reloads; the lab came up with it beside the good one. Every new " +
			"connection over TLS fails at the client; those that are open go on until nginx closes them, soon after the reload. The port " +
			"without TLS is as ever.",
		Acts:    chaos.AtEngine,
		Causes:  chaos.CausesSignal,
		Example: chaos.Example{On: chaos.Balancer},
		New: func() chaos.Fault {
			f := &certificate{path: path}
			f.Fault = nginxconf.Fault{Change: f.change, Feel: f.feel}
			return f
		},
	}
}

// certificate has another certificate served.
type certificate struct {
	nginxconf.Fault
	On   string `param:"on" required:"true" doc:"the balancer, nginx"`
	path string // of the certificate and its key, without their endings
}

func (f *certificate) Validate() []chaos.Problem { return chaos.OnlyBalancer(f.On) }

var certificateLine = regexp.MustCompile(`^(\s*ssl_certificate(?:_key)?\s+)` + regexp.QuoteMeta(chaos.NginxCertificate) + `(\.(?:crt|key);)$`)

func (f *certificate) change(conf string) ([]nginxconf.Edit, error) {
	edits, err := nginxconf.Rewrite(conf, certificateLine, "${1}"+f.path+"${2}")
	if err == nil && len(edits) != 2 {
		err = fmt.Errorf("nginx.conf names %d files of the site's certificate, not 2", len(edits))
	}
	return edits, err
}

// feel shakes hands as a new client does, which must refuse what it is shown.
func (f *certificate) feel(ctx context.Context, s chaos.SiteLab) record.Check {
	cert, a := s.Served(ctx)
	c := record.Check{OK: !a.OK && a.Class == record.ClassTLS, Saw: "handshake " + a.String()}
	if cert.Serial != "" {
		c.Saw += fmt.Sprintf(", served %.8s for %s until %s", cert.Serial, slices.Concat(cert.Names, []string{"nobody"})[0], cert.Until.UTC().Format(time.DateOnly))
	}
	return c
}

func (f *certificate) Claims() []chaos.Claim { return nginxconf.Directive("ssl_certificate") }
