package tls

import (
	"os"
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/nginxconf"
)

func TestCertificate_FindsItsLinesInTheLabsConfiguration(t *testing.T) {
	template, err := os.ReadFile("../../stack/nginx.conf.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	conf := strings.ReplaceAll(string(template), "{{.Certificate}}", chaos.NginxCertificate)
	edits, err := (&certificate{path: chaos.NginxOutdated}).Edits(conf)
	if err != nil {
		t.Fatal(err)
	}
	changed, err := nginxconf.Applied(conf, edits)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"ssl_certificate " + chaos.NginxOutdated + ".crt;", "ssl_certificate_key " + chaos.NginxOutdated + ".key;"} {
		if !strings.Contains(changed, want) {
			t.Errorf("no line %q", want)
		}
	}
	if nginxconf.Unapplied(changed, edits) != conf {
		t.Error("the configuration is not as it was after the edits were reverted")
	}
}
