package canary

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// BenchmarkCanary measures the processor time of one second of the canary, by the kernel's exact clock. Times in
// /proc are counted in ticks; a timer that fires in step with the ticks would look more expensive.
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
