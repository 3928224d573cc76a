package labs

import (
	"io"
	"strings"
	"testing"
	"time"

	"firedrill/internal/drill"
	"firedrill/stack"
)

// TestText checks the text form of each answer.
func TestText(t *testing.T) {
	at := time.Date(2026, 11, 21, 10, 42, 26, 0, time.Local)
	until := at.Add(30 * time.Second)
	for _, tt := range []struct {
		name   string
		answer interface{ Text(io.Writer) error }
		want   string
	}{
		{"nothing up", Status{}, "no lab is up\n"},
		{"a lab with faults", Status{
			Labs: []stack.Found{{Instance: "fragile", Members: []stack.Member{{Service: "shop-1", Status: "running", Image: "self"}, {Service: "redis", Status: "missing"}}}},
			Faults: []drill.InForce{
				{Run: "r1", Instance: "fragile", Kind: "net.delay", On: "redis", Since: at, State: "in force", PID: 7, Until: &until},
				{Run: "r2", Instance: "fragile", Kind: "cpu.limit", On: "shop-1", Since: at, State: "revert failed", Why: "no answer"}}},
			"fragile  shop-1  running  self\n" +
				"fragile  redis   missing  \n" +
				"in force: net.delay on redis of lab \"fragile\", since 10:42:26 (run r1, held by process 7 until 10:42:56)\n" +
				"revert failed: cpu.limit on shop-1 of lab \"fragile\", since 10:42:26 (run r2): no answer\n"},
		{"a lab that was started", Started{Lab: "fragile", URL: "https://127.0.0.1:4711", Seconds: 3.14},
			"lab \"fragile\" is up in 3.1s: https://127.0.0.1:4711\n" +
				"next: curl -k https://127.0.0.1:4711/products/1\n" +
				"      firedrill inject container.pause --on redis --for 20s --lab fragile\n" +
				"      firedrill down fragile\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			if err := tt.answer.Text(&b); err != nil || b.String() != tt.want {
				t.Errorf("got\n%swant\n%s%v", b.String(), tt.want, err)
			}
		})
	}
}
