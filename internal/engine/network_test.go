package engine

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// The lost count cannot be provoked on purpose. The answers here are recorded from an engine that had one.
func TestRemoveNetwork_RecognizesALostCount(t *testing.T) {
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
			e := answering(t, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.Method == http.MethodDelete:
					w.WriteHeader(http.StatusForbidden)
					fmt.Fprintf(w, `{"message": %q}`, tt.refusal)
				case strings.HasSuffix(r.URL.Path, "/networks/lab"):
					fmt.Fprintf(w, `{"Name": "lab", "Containers": %s}`, tt.containers)
				default:
					fmt.Fprint(w, `{}`)
				}
			})
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

func TestCreateNetwork_ReportsAddressesInUse(t *testing.T) {
	for _, refusal := range []string{
		"Pool overlaps with other one on this address space",
		"cannot create network 1c (br-1c): conflicts with network 2d (br-2d): networks have overlapping IPv4",
		"invalid pool request: Pool overlaps with other one on this address space",
	} {
		for _, status := range []int{http.StatusForbidden, http.StatusInternalServerError} {
			calls := 0
			e := answering(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					calls++
					w.WriteHeader(status)
					fmt.Fprintf(w, `{"message": %q}`, refusal)
				}
			})
			_, err := e.CreateNetwork(t.Context(), Network{Name: "lab", Subnet: "10.213.7.0/24"})
			if overlap, ok := errors.AsType[ErrOverlap](err); !ok || overlap.Subnet != "10.213.7.0/24" {
				t.Errorf("%d %q: the error is %v, want an overlap", status, refusal, err)
			}
			if calls != 1 {
				t.Errorf("%d %q: asked %d times, want once: a repeat does not change it", status, refusal, calls)
			}
		}
	}
}

func TestCreateVolume_RefusesAnExistingName(t *testing.T) {
	e := answering(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost { // the answer of an engine that has a volume of that name
			fmt.Fprint(w, `{"Name": "disk", "Labels": {"theirs": "yes"}}`)
		}
	})
	err := e.CreateVolume(t.Context(), Volume{Name: "disk", Labels: map[string]string{"firedrill.run": "r1"}})
	if taken, ok := errors.AsType[NameTakenError](err); !ok || taken.Labels["theirs"] != "yes" {
		t.Errorf("the error is %v, want that the name is taken", err)
	}
}
