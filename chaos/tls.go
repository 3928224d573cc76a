package chaos

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"

	"firedrill/internal/record"
)

// tlsKinds lists the faults of this family.
func tlsKinds() []Kind {
	return []Kind{
		tlsKind("tls.expired", "let nginx serve a certificate that has run out",
			"It is for the right host, and from the lab's own authority.", NginxOutdated),
		tlsKind("tls.wrong-host", "let nginx serve a certificate for another host",
			"It is from the lab's own authority, and good.", NginxElsewhere),
		tlsKind("tls.unknown-issuer", "let nginx serve a certificate from an authority that nobody trusts",
			"It is for the right host, and good.", NginxSelfMade),
	}
}

// tlsKind is one way in which a certificate can be wrong.
func tlsKind(name, summary, manual, path string) Kind {
	return Kind{
		Name:    name,
		Family:  "tls",
		Summary: summary,
		Manual: manual + " nginx.conf is pointed at it, and nginx reloads; the lab came up with it beside the good one. Every new " +
			"connection over TLS fails at the client; those that are open go on until nginx closes them, soon after the reload. The port " +
			"without TLS is as ever.",
		Acts:    AtEngine,
		Causes:  causesSignal,
		Example: Example{On: inNginx},
		New: func() Fault {
			f := &tlsCertificate{path: path}
			f.onNginx = onNginx{change: f.change, feel: f.feel}
			return f
		},
	}
}

// tlsCertificate has another certificate served.
type tlsCertificate struct {
	onNginx
	On   string `param:"on" required:"true" doc:"the balancer, nginx"`
	path string // of the certificate and its key, without their endings
}

func (f *tlsCertificate) Validate() []Problem { return onlyNginx(f.On) }

var certificateLine = regexp.MustCompile(`^(\s*ssl_certificate(?:_key)?\s+)` + regexp.QuoteMeta(NginxCertificate) + `(\.(?:crt|key);)$`)

func (f *tlsCertificate) change(conf string) ([]edit, error) {
	edits, err := rewrite(conf, certificateLine, "${1}"+f.path+"${2}")
	if err == nil && len(edits) != 2 {
		err = fmt.Errorf("nginx.conf names %d files of the site's certificate, not 2", len(edits))
	}
	return edits, err
}

// feel shakes hands as a new client does, which must refuse what it is shown.
func (f *tlsCertificate) feel(ctx context.Context, s SiteLab) record.Check {
	cert, a := s.Served(ctx)
	c := record.Check{OK: !a.OK && a.Class == record.ClassTLS, Saw: "handshake " + a.String()}
	if cert.Serial != "" {
		c.Saw += fmt.Sprintf(", served %.8s for %s until %s", cert.Serial, slices.Concat(cert.Names, []string{"nobody"})[0], cert.Until.UTC().Format(time.DateOnly))
	}
	return c
}
