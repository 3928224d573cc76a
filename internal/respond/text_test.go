package respond

import (
	"io"
	"strings"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/packet"
)

// TestText checks the text form of each answer.
func TestText(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer interface{ Text(io.Writer) error }
		want   string
	}{
		{"limits", Limits{Service: "redis", Held: chaos.Limits{CPUs: 0.5, Memory: 64e6, Pids: 32}, Own: chaos.Limits{CPUs: 2, Memory: 128e6, Pids: 64}, Memory: 9.5e6, Pids: 5},
			"redis   held to  uses    at first\n" +
				"cpus    0.5              2\n" +
				"memory  64.0 MB  9.5 MB  128.0 MB\n" +
				"pids    32       5       64\n"},
		{"packet rules", PacketRules{"redis", []packet.Shown{{Where: "nft input", What: "drop port 6379", Packets: 12}, {Where: "tc", What: "delay 10ms", Packets: 3}}},
			"nft input  drop port 6379  12 packets\n" +
				"tc         delay 10ms      3 packets\n"},
		{"no packet rules", PacketRules{Service: "redis"}, "nothing is programmed in the network of redis\n"},
		{"certificate", Certificate{File: "/tls/site.crt", Names: []string{"shop.lab", "shop"}, Issuer: "lab CA", From: time.Unix(0, 0), Until: time.Unix(86400, 0)},
			"file    /tls/site.crt\nnames   shop.lab shop\nissuer  lab CA\nfrom    1970-01-01 00:00:00\nuntil   1970-01-02 00:00:00\n"},
		{"metrics", Metrics{"pool": 10, "goroutines": 123456789, "hit_rate": 0.25}, "goroutines 123456789\nhit_rate 0.25\npool 10\n"},
		{"environment", Environment{"DB": "1", "DB_POOL": "4", "DB2": ""}, "DB2=\nDB=1\nDB_POOL=4\n"},
		{"trace", Trace{Steps: []Step{{Service: "nginx", MS: 2.5, Began: time.Date(2026, 11, 21, 10, 42, 26, 6e8, time.Local), Said: map[string]any{"status": 200.0}}}},
			"10:42:26.600  nginx         2.5 ms  status=200\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			if err := tt.answer.Text(&b); err != nil || b.String() != tt.want {
				t.Errorf("got\n%swant\n%s%v", b.String(), tt.want, err)
			}
		})
	}
}

func TestTraceText_RequestWithoutAStep(t *testing.T) {
	err := Trace{Request: "r1", since: time.Minute}.Text(io.Discard)
	if err == nil || err.Error() != `no log of the last 1m0s knows a request "r1"` {
		t.Errorf("%v", err)
	}
}

func TestLogWords_Filter(t *testing.T) {
	for want, words := range map[string]LogWords{
		`unknown level "wran"`:                 {Level: "wran"},
		`flag "--status" does not take "600"`:  {Status: "600"},
		`flag "--grep" does not take "(": err`: {Grep: "("},
	} {
		if _, err := words.Filter(); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	f, err := LogWords{Request: "r1", Level: "warn", Status: "503,4xx", Grep: "x$"}.Filter()
	if err != nil || f.Request != "r1" || f.Level != "warn" || !f.Status.Has(404) || !f.Grep.MatchString("ax") {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestParseEnv(t *testing.T) {
	if env, err := ParseEnv("A=1\n\nB=x=y\n"); err != nil || strings.Join(env, " ") != "A=1 B=x=y" {
		t.Errorf("%q, %v", env, err)
	}
	if _, err := ParseEnv("A=1\n=2\n"); err == nil || !strings.Contains(err.Error(), `"=2" is not a variable with its value`) {
		t.Errorf("a line without a name: %v", err)
	}
}
