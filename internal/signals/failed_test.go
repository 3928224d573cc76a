package signals

import (
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/topology"
)

func TestFailedAt_FollowsClassStatusAndSource(t *testing.T) {
	for _, test := range []struct {
		class  string
		status int
		source string
		at     string
		want   string
		took   int64
	}{
		{record.ClassDropped, 0, "", "", "client", 10_000},
		{record.ClassDNS, 0, "", topology.HopDNS, "dns", 10_000},
		{record.ClassTimeout, 0, "", topology.HopConnect, "firewall", 10_000},
		{record.ClassRefused, 0, "", "", "firewall", 10_000},
		{record.ClassTLS, 0, "", topology.HopTLS, "tls", 10_000},
		{record.ClassReset, 0, "", topology.HopTLS, "proxy", 10_000},
		{record.ClassTimeout, 0, "", topology.HopTLS, "proxy", 10_000},
		{record.ClassReset, 0, "", "", "proxy", 10_000},
		{record.ClassHTTP4, 413, "nginx", "", "proxy", 10_000},
		{record.ClassHTTP4, 401, "app", "", "auth", 10_000},
		{record.ClassHTTP4, 429, "app", "", "middleware", 10_000},
		{record.ClassHTTP4, 409, "app", "", "app", 10_000},
		{record.ClassHTTP5App, 503, "app", topology.HopMiddleware, "middleware", 10_000},
		{record.ClassHTTP5App, 504, "app", topology.HopPool, "pool", 10_000},
		{record.ClassHTTP5App, 503, "app", topology.HopDatabase, "database", 10_000},
		{record.ClassHTTP5App, 503, "app", topology.HopReplica, "database", 10_000},
		{record.ClassHTTP5App, 500, "app", topology.HopCache, "cache", 10_000},
		{record.ClassHTTP5App, 500, "app", "", topology.HopUnknown, 10_000},
		{record.ClassHTTP5App, 500, "app", "<script>", topology.HopUnknown, 10_000},
		{record.ClassHTTP5Nginx, 502, "nginx", "", "app", 10_000},
		{record.ClassHTTP5Nginx, 503, "nginx", "", "proxy", 10_000},
		{record.ClassHTTP5Nginx, 504, "nginx", "", topology.HopUnknown, 60_000_000},
		{record.ClassHTTP5Nginx, 504, "nginx", "", "proxy", 12_000},
		{record.ClassHTTP5Nginx, 502, "nginx", "", topology.HopUnknown, 4_000_000},
		{record.ClassBadBody, 200, "app", topology.HopResponse, "response", 10_000},
		{record.ClassTimeout, 0, "", "", topology.HopUnknown, 10_000},
	} {
		s := record.Sample{Class: test.class, Status: test.status, Source: test.source, FailedAt: test.at, Done: test.took}
		if got := failedAt(&s); got != test.want {
			t.Errorf("%q %d from %q at %q: %q, want %q", test.class, test.status, test.source, test.at, got, test.want)
		}
	}
}
