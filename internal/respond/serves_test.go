package respond

import "testing"

func TestStarting_ServerNotReady(t *testing.T) {
	tests := map[string]struct {
		output output
		want   bool
	}{
		"it answers":      {output{out: "1"}, false},
		"no socket yet":   {output{code: 2, err: `psql: error: connection to server on socket "/tmp/.s.PGSQL.5432" failed: No such file or directory`}, true},
		"it recovers":     {output{code: 2, err: "psql: error: FATAL:  the database system is starting up"}, true},
		"it has no slots": {output{code: 2, err: "psql: error: FATAL:  sorry, too many clients already"}, false},
	}
	for name, tt := range tests {
		if got := starting(tt.output); got != tt.want {
			t.Errorf("%s: starting = %v, want %v", name, got, tt.want)
		}
	}
}
