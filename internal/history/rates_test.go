package history

import (
	"bytes"
	"testing"
)

func TestRates(t *testing.T) {
	all := []Round{
		{Scenario: "redis-frozen", Responder: "ben", Total: 90},
		{Scenario: "redis-frozen", Responder: "ann", Total: 70},
		{Scenario: "redis-frozen", Total: 69},
		{Scenario: "db-lock", Responder: "ann", Total: 20},
		{Scenario: "db-lock", Responder: "ann\x1b[2J", Total: 75},
		{Scenario: "db-lock", Responder: "ann", Void: "machine"},
		{Scenario: "dns-down", Responder: "carl", Void: "engine"},
	}
	tests := []struct {
		by     string
		points int
		want   string
	}{
		{ByScenario, 70, "" +
			"SCENARIO      ROUNDS  PASSED  RATE  LIKELY      MEDIAN  VOID\n" +
			"db-lock       2       1       50%   9% to 91%   47.5    1\n" +
			"dns-down      0       0       –     –           –       1\n" +
			"redis-frozen  3       2       67%   21% to 94%  70      0\n"},
		{ByResponder, 75, "" +
			"RESPONDER  ROUNDS  PASSED  RATE  LIKELY       MEDIAN  VOID\n" +
			"–          1       0       0%    0% to 79%    69      0\n" +
			"ann        2       0       0%    0% to 66%    45      1\n" +
			"ann?[2J    1       1       100%  21% to 100%  75      0\n" +
			"ben        1       1       100%  21% to 100%  90      0\n" +
			"carl       0       0       –     –            –       1\n"},
	}
	for _, tt := range tests {
		var b bytes.Buffer
		if err := RateTable(&b, Rates(all, tt.by, tt.points), tt.by); err != nil {
			t.Fatal(err)
		}
		if b.String() != tt.want {
			t.Errorf("by %s, passed from %d: got\n%swant\n%s", tt.by, tt.points, b.String(), tt.want)
		}
	}
	if got := Rates(nil, ByScenario, 70); got == nil || len(got) != 0 {
		t.Errorf("of no rounds: %v, want an empty list", got)
	}
}
