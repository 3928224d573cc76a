package nginx

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/nginxconf"
)

// conf is what the stack renders, but for what stands in braces there.
func conf(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../stack/nginx.conf.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	out := strings.NewReplacer("{{- range .Shops}}\n", "", "{{- end}}\n", "", "{{.}}:{{$.ShopPort}}", "shop-1:8080",
		"{{.Certificate}}", chaos.NginxCertificate, "{{.Knobs.READ_TIMEOUT}}", "60s", "{{$.Knobs.MAX_FAILS}}", "0", "{{$.Knobs.FAIL_TIMEOUT}}", "10s").Replace(string(text))
	if strings.Contains(out, "\n        server shop-1:8080") {
		return out
	}
	t.Fatalf("the template has no upstream server: %s", out)
	return ""
}

func TestEdits_FindTheirLines(t *testing.T) {
	text := conf(t)
	for _, c := range []struct {
		name   string
		change func(string) ([]nginxconf.Edit, error)
		lines  []string
	}{
		{"upstream port", (&upstreamPort{Port: 81}).Edits, []string{"server shop-1:81 max_fails=0 fail_timeout=10s;"}},
		{"timeouts", (&timeouts{Read: 5e6}).Edits, []string{"proxy_read_timeout 5ms;"}},
		{"body limit", (&bodyLimit{Bytes: 9}).Edits, []string{"client_max_body_size 9;"}},
		{"rate limit", (&rateLimit{Rate: 3, Burst: 2, Status: 429}).Edits, []string{
			"limit_req_zone $binary_remote_addr zone=address:1m rate=3r/s;", "limit_req zone=address burst=2 nodelay;", "limit_req_status 429;"}},
		{"worker connections", (&workerConnections{Count: 12}).Edits, []string{"worker_connections 12;"}},
		{"broken", (&brokenConfig{}).Edits, []string{"server_tokens off"}},
	} {
		edits, err := c.change(text)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		changed, err := nginxconf.Applied(text, edits)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		for _, want := range c.lines {
			if !regexp.MustCompile(`(?m)^\s*` + regexp.QuoteMeta(want) + `( #.*)?$`).MatchString(changed) {
				t.Errorf("%s: no line %q in\n%s", c.name, want, changed)
			}
		}
		if again, err := nginxconf.Applied(changed, edits); err != nil || again != changed {
			t.Errorf("%s: made twice it is not as made once: %v", c.name, err)
		}
		if nginxconf.Unapplied(changed, edits) != text {
			t.Errorf("%s: not as it was after it was taken back", c.name)
		}
		if nginxconf.Unapplied(text, edits) != text {
			t.Errorf("%s: taking back what was never made changes something", c.name)
		}
	}
}

func TestEdits_RevertInAnyOrder(t *testing.T) {
	text := conf(t)
	limit, err := (&rateLimit{Rate: 3, Status: 503}).Edits(text)
	if err != nil {
		t.Fatal(err)
	}
	one, _ := nginxconf.Applied(text, limit)
	port, err := (&upstreamPort{Port: 81}).Edits(one)
	if err != nil {
		t.Fatal(err)
	}
	both, _ := nginxconf.Applied(one, port)
	if nginxconf.Standing(both, limit) != 2 || nginxconf.Standing(both, port) != 1 {
		t.Fatalf("%d and %d edits stand", nginxconf.Standing(both, limit), nginxconf.Standing(both, port))
	}
	if left := nginxconf.Unapplied(nginxconf.Unapplied(both, limit), port); left != text {
		t.Errorf("left:\n%s", left)
	}
	if left := nginxconf.Unapplied(nginxconf.Unapplied(both, port), limit); left != text {
		t.Errorf("left:\n%s", left)
	}
}

func TestChangedAlready(t *testing.T) {
	text := conf(t)
	first, _ := (&bodyLimit{Bytes: 9}).Edits(text)
	changed, _ := nginxconf.Applied(text, first)
	second, err := (&bodyLimit{Bytes: 8}).Edits(changed)
	if err != nil {
		t.Fatal(err)
	}
	if err := nginxconf.ChangedAlready(text, second); err == nil || err.Error() != `"client_max_body_size 9;" is changed already` {
		t.Errorf("got %v", err)
	}
	if _, err := (&bodyLimit{Bytes: 9}).Edits(changed); err == nil {
		t.Error("a change to what stands there is taken")
	}
}
