package load

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// kernelAlarm waits on a timerfd in the runtime's poller. An idle runtime rounds its own timers up to the milliseconds of
// epoll_wait; a descriptor that becomes readable wakes it on time, without spinning and without a thread of its own.
type kernelAlarm struct {
	file *os.File
	read [8]byte
}

func newAlarm() alarm {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return newTimerAlarm()
	}
	return &kernelAlarm{file: os.NewFile(uintptr(fd), "timerfd")}
}

func (a *kernelAlarm) wait(d time.Duration) bool {
	spec := unix.ItimerSpec{Value: unix.NsecToTimespec(max(1, d.Nanoseconds()))}
	if !a.set(&spec) {
		return false
	}
	_, err := a.file.Read(a.read[:])
	return err == nil
}

// set arms the timer, under the file's lock so that a stop cannot take the descriptor away meanwhile.
func (a *kernelAlarm) set(spec *unix.ItimerSpec) bool {
	raw, err := a.file.SyscallConn()
	if err != nil {
		return false
	}
	ok := false
	err = raw.Control(func(fd uintptr) { ok = unix.TimerfdSettime(int(fd), 0, spec, nil) == nil })
	return err == nil && ok
}

func (a *kernelAlarm) stop() { a.file.Close() }
