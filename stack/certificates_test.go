package stack

import (
	"crypto/tls"
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"firedrill/chaos"
)

func TestSites_EachSpareCertificateHasOneMistake(t *testing.T) {
	now := time.Now()
	ca, err := NewAuthority(now.Add(-24 * time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	sites, err := ca.sites(now)
	if err != nil {
		t.Fatal(err)
	}
	trust := x509.NewCertPool()
	trust.AppendCertsFromPEM(ca.PEM)
	for path, want := range map[string]string{
		chaos.NginxCertificate: "",
		chaos.NginxOutdated:    "has expired",
		chaos.NginxElsewhere:   "not " + SiteName,
		chaos.NginxSelfMade:    "unknown authority",
	} {
		pair, err := tls.X509KeyPair(sites[path].Chain, sites[path].Key)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		_, err = pair.Leaf.Verify(x509.VerifyOptions{Roots: trust, DNSName: SiteName, CurrentTime: now})
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
		// Apart from its one mistake the certificate is valid: the mistake must be findable.
		repaired := x509.VerifyOptions{Roots: trust, DNSName: SiteName, CurrentTime: now}
		switch path {
		case chaos.NginxOutdated:
			repaired.CurrentTime = pair.Leaf.NotAfter.Add(-time.Minute)
		case chaos.NginxElsewhere:
			repaired.DNSName = pair.Leaf.DNSNames[0]
		case chaos.NginxSelfMade:
			continue
		}
		if _, err := pair.Leaf.Verify(repaired); err != nil {
			t.Errorf("%s, its mistake repaired: %v", path, err)
		}
	}
}
