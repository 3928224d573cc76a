package agent

import "testing"

func TestNginxStatusIsRead(t *testing.T) {
	got, err := nginxStatus("Active connections: 291 \nserver accepts handled requests\n 16630948 16630940 31070465 \nReading: 6 Writing: 179 Waiting: 106 \n")
	if err != nil || got["active"] != 291 || got["dropped"] != 8 || got["waiting"] != 106 {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := nginxStatus("<html>404</html>"); err == nil {
		t.Error("a page that is no status was read as one")
	}
}

func TestPlainMetricsAreRead(t *testing.T) {
	got := plainMetrics("# HELP a words\n# TYPE a gauge\na 4\nb_total 1.5e+03\nc{route=\"x\"} 7\nnot a metric\n")
	if len(got) != 2 || got["a"] != 4 || got["b_total"] != 1500 {
		t.Errorf("%v", got)
	}
}

func TestRedisInfoIsRead(t *testing.T) {
	got := redisInfo("# Clients\r\nconnected_clients:7\r\nmaxclients:10000\r\nredis_version:7.0.15\r\n\r\nused_memory:1048576\r\n")
	if len(got) != 3 || got["connected_clients"] != 7 || got["used_memory"] != 1048576 {
		t.Errorf("%v", got)
	}
}
