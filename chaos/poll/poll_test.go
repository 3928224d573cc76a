package poll

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestUntil_IgnoresALookCutShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		looks := 0
		seen := Until(t.Context(), time.Second, func(ctx context.Context) string {
			if looks++; looks == 1 {
				return "still frozen"
			}
			<-ctx.Done()
			return ctx.Err().Error()
		}, func(s string) bool { return s == "well" })
		if seen != "still frozen" {
			t.Errorf("saw %q", seen)
		}
	})
}

func TestUntil_StopsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		start := time.Now()
		Until(ctx, time.Hour, func(context.Context) bool { return false }, func(ok bool) bool { return ok })
		if took := time.Since(start); took != 100*time.Millisecond {
			t.Errorf("went on for %s", took)
		}
	})
}
