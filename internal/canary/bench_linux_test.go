package canary

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// BenchmarkCanary shows what a second of the canary costs in processor time, by the kernel's exact clock: times in /proc are
// counted in ticks, which a timer that fires with them makes look longer.
func BenchmarkCanary(b *testing.B) {
	c := Start()
	defer c.Stop()
	spent := func() time.Duration {
		var t unix.Timespec
		if err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t); err != nil {
			b.Fatal(err)
		}
		return time.Duration(t.Nano())
	}
	before, began := spent(), time.Now()
	for b.Loop() {
		time.Sleep(time.Second)
	}
	b.ReportMetric(100*(spent()-before).Seconds()/time.Since(began).Seconds(), "%core")
}
