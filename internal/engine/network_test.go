package engine

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// An engine that has lost count can't be made on purpose: its answers here are those that one gave.
func TestANetworkThatTheEngineLostCountOf(t *testing.T) {
	tests := []struct {
		name, refusal, containers string
		lost                      bool
	}{
		{"nothing is on it", "network lab id 1c has active endpoints", `{}`, true},
		{"something is on it", "network lab id 1c has active endpoints", `{"c": {"Name": "nginx"}}`, false},
		{"another refusal", "network lab is in use by a service", `{}`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answers := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("API-Version", "1.41")
				w.Header().Set("Content-Type", "application/json")
				switch {
				case r.Method == http.MethodDelete:
					w.WriteHeader(http.StatusForbidden)
					fmt.Fprintf(w, `{"message": %q}`, tt.refusal)
				case strings.HasSuffix(r.URL.Path, "/networks/lab"):
					fmt.Fprintf(w, `{"Name": "lab", "Containers": %s}`, tt.containers)
				default:
					fmt.Fprint(w, `{}`)
				}
			}))
			defer answers.Close()
			var e Engine
			if err := e.connectDocker(t.Context(), strings.Replace(answers.URL, "http", "tcp", 1)); err != nil {
				t.Fatal(err)
			}
			defer e.docker.Close()
			err := e.RemoveNetwork(t.Context(), "lab")
			if _, lost := errors.AsType[LostCountError](err); lost != tt.lost {
				t.Errorf("lost count is %v, want %v: %v", lost, tt.lost, err)
			}
			if err == nil || !strings.Contains(err.Error(), tt.refusal) {
				t.Errorf("the error is %v, want it to say %q", err, tt.refusal)
			}
		})
	}
}
