package load

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"firedrill/internal/record"
)

// A client that has no file left for a connection does not blame the site.
func TestDriver_OutOfFilesIsNotTheSitesFailure(t *testing.T) {
	for name, lack := range map[string]error{
		"files":             &net.OpError{Op: "dial", Err: os.NewSyscallError("socket", syscall.EMFILE)},
		"memory":            os.NewSyscallError("connect", syscall.ENOBUFS),
		"files in a lookup": &net.DNSError{Err: "dial udp: socket: too many open files", Name: "shop.lab"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var got samples
				d, err := newDriver(NewShop(100, 100), constantPlan(browse, 10, time.Second), got.add)
				if err != nil {
					t.Fatal(err)
				}
				d.alarm = newTimerAlarm()
				d.pool.dialer.open = func(context.Context, string, string) (net.Conn, error) { return nil, lack }
				if err := d.begin(t.Context()); err != nil {
					t.Fatal(err)
				}
				<-d.done
				done, err := d.Drain(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				for _, s := range got.all {
					if s.Class != record.ClassDropped || s.Sent != record.Absent || s.FailedAt != "" {
						t.Fatalf("sample %+v", s)
					}
				}
				if len(got.all) == 0 || !strings.Contains(fmt.Sprint(done.Lacking), fmt.Sprintf("could not send %d requests", len(got.all))) {
					t.Errorf("%d samples, lacking: %v", len(got.all), done.Lacking)
				}
			})
		})
	}
}
