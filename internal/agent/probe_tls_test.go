package agent

import (
	"encoding/pem"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"firedrill/internal/record"
)

func TestProbeTLS_ReturnsAnUntrustedCertificate(t *testing.T) {
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	ca := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
	at := strings.TrimPrefix(server.URL, "https://")
	for _, c := range []struct {
		name, ca, class string
	}{{"trusted", ca, ""}, {"from an issuer that nobody knows", "", record.ClassTLS}} {
		got, err := probe(t.Context(), nil, ProbeRequest{Kind: "tls", Target: at, CA: c.ca, Within: 5 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		if got.OK != (c.class == "") || got.Class != c.class {
			t.Errorf("%s: ok %v, class %q: %s", c.name, got.OK, got.Class, got.Detail)
		}
		if got.Cert == nil || got.Cert.Serial == "" || !got.Cert.Until.Equal(server.Certificate().NotAfter) {
			t.Errorf("%s: certificate %+v", c.name, got.Cert)
		}
	}
	server.Listener.Close()
	got, err := probe(t.Context(), nil, ProbeRequest{Kind: "tls", Target: at, CA: ca, Within: 5 * time.Second})
	if err != nil || got.Class != record.ClassRefused || got.Cert != nil {
		t.Errorf("nobody there: %+v, %v", got, err)
	}
}
