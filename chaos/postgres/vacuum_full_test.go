package postgres_test

import (
	"slices"
	"strings"
	"testing"

	"firedrill/chaos/labtest"
)

func TestVacuumFull_ReaderIsThereBeforeAndAfter(t *testing.T) {
	f, target, stores, undo := labtest.OnStores(t, "postgres.vacuum-full", "postgres", map[string]string{"table": "products"}, nil)
	labtest.Must(t, f.Inject(t.Context(), target, undo))
	labtest.Must(t, f.Revert(t.Context(), target, undo))
	asked := stores.Asked()
	vacuum := strings.TrimPrefix(asked[1], "hold: ")
	end := "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = "
	want := []string{"hold: " + vacuum + "_report", "hold: " + vacuum, "release: " + vacuum,
		"admin: " + end + "'" + vacuum + "'; " + end + "'" + vacuum + "_report'", "release: " + vacuum + "_report"}
	if !slices.Equal(asked, want) {
		t.Errorf("asked %q\nwant  %q", asked, want)
	}
}

func TestVacuumFull_GoneNeedsBothSessionsGone(t *testing.T) {
	f, target, _, undo := labtest.OnStores(t, "postgres.vacuum-full", "postgres", map[string]string{"table": "products"}, func(ask string) ([][]string, error) {
		_, sessions, found := strings.Cut(ask, "application_name IN (")
		gone := !found || strings.Count(sessions, "'job_") != 2 || !strings.Contains(sessions, "_report'")
		return [][]string{{map[bool]string{true: "t", false: "f"}[gone], "1 sessions of ours"}}, nil
	})
	if got := f.Gone(t.Context(), target, undo); got.OK {
		t.Errorf("gone while one of its sessions is open: %+v", got)
	}
}
