package packet

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestValidateReportsAllMistakes(t *testing.T) {
	for _, c := range []struct {
		name string
		spec Spec
		want string // lines; "" for a sound one
	}{
		{"delay", Spec{Delay: time.Second}, ""},
		{"burst", Spec{Loss: 0.1, Burst: 5}, ""},
		{"reset alone", Spec{ResetLive: true}, ""},
		{"drop and reset", Spec{Drop: true, ResetLive: true}, ""},
		{"nothing", Spec{}, "no damage is asked for"},
		{"direction", Spec{Direction: "up", Drop: true}, `direction is "up", not out, in or both`},
		{"proto", Spec{Proto: "sctp", Drop: true}, `proto is "sctp", not tcp, udp or icmp`},
		{"distribution", Spec{Delay: 1, Distribution: "gauss"}, `distribution is "gauss", not uniform, normal or pareto`},
		{"share", Spec{Loss: 5}, "loss is 5, not a share from 0 to 1"},
		{"long", Spec{Delay: time.Hour}, "a delay can't be longer than 1m0s"},
		{"burst without loss", Spec{Delay: 1, Burst: 5}, "burst needs a loss between 0 and 1"},
		{"short runs of much", Spec{Loss: 0.9, Burst: 2}, "a loss of 0.9 can't come in runs of 2 on average"},
		{"reorder alone", Spec{Reorder: 0.1}, "reorder needs a delay, which some packets then skip"},
		{"slow", Spec{Rate: 10}, "rate is under 8000 bits a second"},
		{"icmp port", Spec{Proto: "icmp", PeerPorts: []uint16{1}, Drop: true}, "icmp has no ports"},
		{"reset of udp", Spec{Proto: "udp", Reject: "rst"}, "only tcp can be reset"},
		{"drop and more", Spec{Drop: true, Delay: 1}, "what is dropped or rejected can't be damaged further"},
		{"two at once", Spec{Loss: -1, Rate: -1}, "loss is -1, not a share from 0 to 1\nrate is negative\nno damage is asked for"},
	} {
		err := c.spec.Validate()
		if got := errors.Join(err, nil); c.want == "" && got != nil || c.want != "" && (got == nil || got.Error() != c.want) {
			t.Errorf("%s: got %v, want %q", c.name, got, c.want)
		}
	}
}

func TestTableNameTakesPlainIdsOnly(t *testing.T) {
	for id, ok := range map[string]bool{"": false, "a-1": true, "a b": false, "A": false, "x/y": false, strings.Repeat("a", 65): false} {
		if _, err := tableName(id); (err == nil) != ok {
			t.Errorf("%q: %v", id, err)
		}
	}
}

// stub is a driver that answers as told.
type stub struct {
	name       string
	can, apply error
	applied    *[]string
}

func (s stub) Name() string   { return s.name }
func (s stub) Can(Spec) error { return s.can }
func (s stub) Probe() error   { return nil }
func (s stub) Apply(string, Spec, uint64) (Damage, error) {
	*s.applied = append(*s.applied, s.name)
	return nil, s.apply
}

func TestApplyTriesTheNextDriverOnlyWhereTheKernelLacksTheFirst(t *testing.T) {
	lacks := errors.Join(ErrKernel, errors.New("no sch_netem"))
	for _, c := range []struct {
		name       string
		can, apply error
		want       string
	}{
		{"works", nil, nil, "a"},
		{"can't", errors.New("no bursts"), nil, "b"},
		{"kernel", nil, lacks, "a b"},
		{"other", nil, errors.New("permission denied"), "a"},
	} {
		var applied []string
		_, err := applyWith([]Driver{stub{"a", c.can, c.apply, &applied}, stub{"b", nil, nil, &applied}}, "x", Spec{Drop: true}, 0)
		if got := strings.Join(applied, " "); got != c.want {
			t.Errorf("%s: tried %q, want %q", c.name, got, c.want)
		}
		if (err != nil) != (c.name == "other") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
