package packet

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/google/nftables"
	"github.com/google/nftables/expr"
)

func TestRulesAreToldInWords(t *testing.T) {
	peer := []netip.Addr{netip.MustParseAddr("10.213.7.40")}
	queue := steering{queue: &expr.Queue{Num: 1}}
	tests := []struct {
		name string
		spec Spec
		want []string
	}{
		{"a port that is dropped", Spec{Direction: In, LocalPorts: []uint16{8080}, Drop: true}, []string{"tcp dport 8080 drop"}},
		{"a peer that is rejected", Spec{Direction: Out, Peers: peer, PeerPorts: []uint16{5432}, Reject: "rst"},
			[]string{"tcp daddr 10.213.7.40 dport 5432 reject with tcp reset"}},
		{"what comes back from a peer", Spec{Direction: In, Peers: peer, Reject: "icmp"}, []string{"saddr 10.213.7.40 reject with icmp port-unreachable"}},
		{"copies", Spec{Direction: Out, Duplicate: 0.25, Proto: "udp"}, []string{"udp 25% of packets dup"}},
		{"what is held", Spec{Direction: Out, Loss: 0.1}, []string{"queue to a program"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, r := range rules(tt.spec, nftables.TableFamilyIPv4, queue) {
				got = append(got, spoken(r.exprs))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestLookupsThatAreLedAstrayAreTold(t *testing.T) {
	var got []string
	for _, exprs := range redirectRules(5353) {
		got = append(got, spoken(exprs))
	}
	if want := []string{"accept", "udp dport 53 dnat to another port of 127.0.0.1"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
