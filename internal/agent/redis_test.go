package agent

import (
	"net"
	"testing"
)

// fakeRedis accepts one connection, expects the given requests in order, and sends their replies.
func fakeRedis(t *testing.T, exchange ...[2]string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		for _, e := range exchange {
			b := make([]byte, len(e[0]))
			n, _ := c.Read(b)
			if got := string(b[:n]); got != e[0] {
				t.Errorf("redis got %q, want %q", got, e[0])
			}
			_, _ = c.Write([]byte(e[1]))
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return l.Addr().String()
}

func TestProbeRedis_PingsWithThePassword(t *testing.T) {
	const auth, ping = "*2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n", "*1\r\n$4\r\nPING\r\n"
	tests := map[string]struct {
		userinfo string
		exchange [][2]string
		detail   string
		ok       bool
	}{
		"with a password": {":secret@", [][2]string{{auth, "+OK\r\n"}, {ping, "+PONG\r\n"}}, "PONG", true},
		"without":         {"", [][2]string{{ping, "+PONG\r\n"}}, "PONG", true},
		"wrong password":  {":secret@", [][2]string{{auth, "-WRONGPASS no\r\n"}}, `redis says "-WRONGPASS no"`, false},
		"loading":         {"", [][2]string{{ping, "-LOADING\r\n"}}, `redis says "-LOADING"`, false},
		"closed":          {"", [][2]string{{ping, ""}}, "EOF", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Setenv(EnvRedis, "redis://"+tt.userinfo+fakeRedis(t, tt.exchange...)+"/0")
			got, err := probe(t.Context(), nil, ProbeRequest{Kind: "redis"})
			if err != nil || got.OK != tt.ok || got.Detail != tt.detail {
				t.Errorf("got %+v, error %v", got, err)
			}
		})
	}
}
