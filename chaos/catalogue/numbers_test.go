package catalogue_test

import (
	"strings"
	"testing"

	"firedrill/chaos/catalogue"
)

// TestDecode_NumbersFollowTheOneGrammar holds what Go reads as a number and people do not write against a parameter of each type.
func TestDecode_NumbersFollowTheOneGrammar(t *testing.T) {
	for _, c := range []struct {
		kind, on, param, good string
		params                map[string]string
		bad                   []string
	}{
		{"cpu.limit", "shop-1", "cpus", "0.5", nil, []string{"NaN", "Inf", "-1", "1e-1", "0x1p-2", "0_1", ".5", "00.5", "+0.5"}},
		{"net.loss", "redis", "percent", "10", nil, []string{"NaN", "1e1", "0x1p3", "1_0", "10%", "010"}},
		{"cpu.burn", "shop-1", "workers", "8", nil, []string{"0x8", "1_0", "+8", "08", "8.0", "NaN"}},
		{"load.spike", "nginx", "rate", "200/s", nil, []string{"2e2/s", "0x1p7/s", "1_000/s", "0/s", "200", "NaN/s", "Inf/s"}},
		{"net.rate", "redis", "rate", "2mbit", nil, []string{"2e0mbit", "0x2mbit", "2_0mbit", "2Mbit", "2000000", "NaNmbit"}},
		{"dns.slow", "shop-1", "delay", "1s", map[string]string{"name": "redis"}, []string{"1e0s", "+1s", "1_0s", "1s1s", ".5s", "1000000ns", "1"}},
	} {
		with := func(value string) map[string]string {
			all := map[string]string{c.param: value}
			for k, v := range c.params {
				all[k] = v
			}
			return all
		}
		if problems := catalogue.All().Check(c.kind, c.on, with(c.good)); len(problems) > 0 {
			t.Errorf("%s %s: %s is refused: %q", c.kind, c.param, c.good, problems)
		}
		for _, value := range c.bad {
			problems := catalogue.All().Check(c.kind, c.on, with(value))
			if len(problems) != 1 || problems[0].Param != c.param {
				t.Errorf("%s %s: %s: got %q, want one problem", c.kind, c.param, value, problems)
			}
		}
	}
}

func TestDecode_ExclusiveParametersAreRefusedTogether(t *testing.T) {
	for _, c := range []struct {
		kind, on string
		params   map[string]string
		want     string
	}{
		{"load.spike", "nginx", map[string]string{"times": "5", "rate": "100/s"}, `"times" can't be given beside "rate"`},
		{"net.delay", "redis", map[string]string{"delay": "50ms", "distribution": "normal"}, `"distribution" has no meaning without "jitter"`},
		{"app.lying-health", "shop-1", map[string]string{"how": "hang", "status": "503"}, `"status" has no meaning without "how: error"`},
		{"env.set", "shop-1", map[string]string{"name": "A", "how": "empty", "value": "b"}, `"value" has no meaning with how: empty`},
	} {
		problems := catalogue.All().Check(c.kind, c.on, c.params)
		if len(problems) != 1 || !strings.Contains(problems[0].Message, c.want) {
			t.Errorf("%s %v: got %q, want %s", c.kind, c.params, problems, c.want)
		}
	}
	for _, params := range []map[string]string{{"times": "5"}, {"rate": "100/s"}, nil} {
		if problems := catalogue.All().Check("load.spike", "nginx", params); len(problems) > 0 {
			t.Errorf("load.spike %v: got %q", params, problems)
		}
	}
}
