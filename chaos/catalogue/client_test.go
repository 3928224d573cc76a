package catalogue_test

import (
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
)

func TestCheck_ClientTakesPacketAndLookupFaultsOnly(t *testing.T) {
	tests := map[string]struct {
		kind   string
		params map[string]string
		want   string // the parameter at fault; "" for a sound fault
	}{
		"packets to a peer":   {"net.delay", map[string]string{"delay": "10ms", "peer": "nginx"}, ""},
		"packets to everyone": {"net.delay", map[string]string{"delay": "10ms"}, "peer"},
		"lookups":             {"dns.nxdomain", map[string]string{"name": "shop.lab"}, ""},
		"its container":       {"container.stop", nil, "on"},
	}
	for name, tt := range tests {
		got := catalogue.All().Check(tt.kind, chaos.Clients, tt.params)
		if tt.want == "" && len(got) > 0 || tt.want != "" && (len(got) != 1 || got[0].Param != tt.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
