package respond

import (
	"regexp"
	"testing"
)

// Lines as the services of a lab write them.
const (
	nginxOK    = `{"time":"1","request_id":"ab12","method":"GET","uri":"/","status":200,"bytes":5}`
	nginx502   = `{"time":"1","request_id":"cd34","method":"GET","uri":"/orders","status":502,"bytes":5}` + "\n"
	nginxError = "2026/11/27 21:00:00 [error] 7#7: *1 connect() failed (111: Connection refused)"
	nginxWarn  = "2026/11/27 21:00:00 [warn] 7#7: *1 a client request body is buffered"
	appWarn    = `{"time":"2026-11-27T21:00:00Z","level":"WARN","msg":"answered","request_id":"ab12","status":404}`
	appError   = `{"time":"2026-11-27T21:00:00Z","level":"ERROR","msg":"pool is empty"}`
	pgLog      = "2026-11-27 21:00:00.000 UTC [12] LOG:  checkpoint starting: time"
	pgError    = "2026-11-27 21:00:00.000 UTC [12] shop@shop ERROR:  deadlock detected"
	pgFatal    = "2026-11-27 21:00:00.000 UTC [12] FATAL:  sorry, too many clients already"
	redisNote  = "1:M 27 Nov 2026 21:00:00.000 * Ready to accept connections"
	redisWarn  = "1:M 27 Nov 2026 21:00:00.000 # Can't save in background"
	other      = "something else"
)

func TestLogFilter_Keep(t *testing.T) {
	all := []string{nginxOK, nginx502, nginxError, nginxWarn, appWarn, appError, pgLog, pgError, pgFatal, redisNote, redisWarn, other}
	tests := []struct {
		name string
		f    LogFilter
		want []string
	}{
		{"any", LogFilter{}, all},
		{"error", LogFilter{Level: "error"}, []string{nginx502, nginxError, appError, pgError, pgFatal}},
		{"warn", LogFilter{Level: "warn"}, []string{nginx502, nginxError, nginxWarn, appWarn, appError, pgError, pgFatal, redisWarn}},
		{"fatal", LogFilter{Level: "fatal"}, []string{pgFatal}},
		{"5xx", LogFilter{Status: Statuses{"5xx"}}, []string{nginx502}},
		{"404 or 502", LogFilter{Status: Statuses{"404", "502"}}, []string{nginx502, appWarn}},
		{"request", LogFilter{Request: "ab12"}, []string{nginxOK, appWarn}},
		{"grep", LogFilter{Grep: regexp.MustCompile(`d(1|2)$|failed`)}, []string{nginxError}},
		{"grep and level", LogFilter{Level: "error", Grep: regexp.MustCompile(`(?i)DEADLOCK`)}, []string{pgError}},
	}
	for _, tt := range tests {
		var got []string
		for _, line := range all {
			if tt.f.Keep([]byte(line)) {
				got = append(got, line)
			}
		}
		if len(got) != len(tt.want) {
			t.Errorf("%s: %d lines, want %d:\n%q", tt.name, len(got), len(tt.want), got)
			continue
		}
		for i := range got {
			if got[i] != tt.want[i] {
				t.Errorf("%s: line %d is %q, want %q", tt.name, i, got[i], tt.want[i])
			}
		}
	}
}

func TestParseStatuses(t *testing.T) {
	for text, want := range map[string]bool{"": true, "503": true, "5xx": true, "404,5xx": true, "abc": false, "600": false, "5x": false, "200,": false, "5XX": false} {
		if _, ok := ParseStatuses(text); ok != want {
			t.Errorf("ParseStatuses(%q): %v", text, ok)
		}
	}
}

func FuzzLogFilter(f *testing.F) {
	for _, line := range []string{nginxOK, pgError, redisWarn, `{"status":"x"}`, "{"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		everything := LogFilter{Level: "debug"}.Keep([]byte(line))
		if errors := (LogFilter{Level: "error"}).Keep([]byte(line)); errors && !everything {
			t.Errorf("%q is an error, and of no level", line)
		}
	})
}
