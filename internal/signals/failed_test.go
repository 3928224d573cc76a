package signals

import (
	"testing"

	"firedrill/internal/record"
)

func TestAnErrorIsMadeAtTheHopThatTheFactsName(t *testing.T) {
	for _, test := range []struct {
		class  string
		status int
		source string
		at     string
		want   string
	}{
		{record.ClassDropped, 0, "", "", "client"},
		{record.ClassDNS, 0, "", record.AtDNS, "dns"},
		{record.ClassTimeout, 0, "", record.AtConnect, "firewall"},
		{record.ClassRefused, 0, "", "", "firewall"},
		{record.ClassTLS, 0, "", record.AtTLS, "tls"},
		{record.ClassReset, 0, "", record.AtTLS, "proxy"},
		{record.ClassTimeout, 0, "", record.AtTLS, "proxy"},
		{record.ClassReset, 0, "", "", "proxy"},
		{record.ClassHTTP4, 413, "nginx", "", "proxy"},
		{record.ClassHTTP4, 401, "app", "", "auth"},
		{record.ClassHTTP4, 429, "app", "", "middleware"},
		{record.ClassHTTP4, 409, "app", "", "app"},
		{record.ClassHTTP5App, 503, "app", record.AtMiddleware, "middleware"},
		{record.ClassHTTP5App, 504, "app", record.AtPool, "pool"},
		{record.ClassHTTP5App, 503, "app", record.AtDatabase, "database"},
		{record.ClassHTTP5App, 503, "app", record.AtReplica, "database"},
		{record.ClassHTTP5App, 500, "app", record.AtCache, "cache"},
		{record.ClassHTTP5App, 500, "app", "", FailedUnknown},
		{record.ClassHTTP5App, 500, "app", "<script>", FailedUnknown},
		{record.ClassHTTP5Nginx, 502, "nginx", "", "app"},
		{record.ClassHTTP5Nginx, 503, "nginx", "", "proxy"},
		{record.ClassHTTP5Nginx, 504, "nginx", "", FailedUnknown},
		{record.ClassBadBody, 200, "app", record.AtResponse, "response"},
		{record.ClassTimeout, 0, "", "", FailedUnknown},
	} {
		s := record.Sample{Class: test.class, Status: test.status, Source: test.source, FailedAt: test.at}
		if got := failedAt(&s); got != test.want {
			t.Errorf("%q %d from %q at %q: %q, want %q", test.class, test.status, test.source, test.at, got, test.want)
		}
	}
}
