package agent

import "testing"

func TestPlainMetrics(t *testing.T) {
	got, err := plainMetrics("# HELP a words\n# TYPE a gauge\na 4\nb_total 1.5e+03\n# TYPE d counter\nd 2\nc{route=\"x\"} 7\n")
	if err != nil || len(got) != 3 || got["a"] != 4 || got["b_total"] != 1500 || got["d"] != 2 {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := plainMetrics("<html>404</html>"); err == nil {
		t.Errorf("a page that is no metrics: %v", got)
	}
}

func TestRedisInfo(t *testing.T) {
	got := redisInfo("# Clients\r\nconnected_clients:7\r\nmaxclients:10000\r\nredis_version:7.0.15\r\n\r\nused_memory:1048576\r\n")
	if len(got) != 3 || got["connected_clients"] != 7 || got["used_memory"] != 1048576 {
		t.Errorf("%v", got)
	}
}
