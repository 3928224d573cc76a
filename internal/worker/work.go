package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"firedrill/chaos"
)

// work does the requested work until ctx ends. It calls underWay once: when all has started, or with the error.
func work(ctx context.Context, id string, w chaos.Work, underWay func(error) error) error {
	has, err := acquire(id, w)
	var wg sync.WaitGroup
	if err == nil && w.Spin > 0 {
		runtime.GOMAXPROCS(w.Spin + 1)
		for range w.Spin {
			wg.Go(func() { spin(ctx) })
		}
	}
	if serr := underWay(err); err == nil {
		err = serr
	}
	if err == nil && has.file != nil {
		err = has.file.keep(ctx)
	} else if err == nil {
		<-ctx.Done()
	}
	wg.Wait()
	return errors.Join(err, has.release())
}

// holding is what a work occupies until it ends.
type holding struct {
	memory  []byte
	ballast *ballast
	file    *filler
}

func acquire(id string, w chaos.Work) (h holding, err error) {
	if w.Take > 0 {
		h.ballast, err = take(w.Take)
		return h, err
	}
	if err := dispensable(self); err != nil {
		return h, err
	}
	if w.Hold > 0 {
		h.memory = hold(w.Hold)
	}
	if w.Fill != "" {
		h.file, err = fill(Filler(w.Fill, id))
	}
	return h, err
}

func (h holding) release() error {
	runtime.KeepAlive(h.memory)
	return errors.Join(h.ballast.giveBack(), h.file.remove())
}

// Processes whose OOM score can be raised.
const (
	self  = "self"
	first = "1" // the container's first process
)

// dispensable makes the kernel kill a process before any other when memory is short.
func dispensable(process string) error {
	return os.WriteFile(killOrder(process), []byte("1000"), 0)
}

// killOrder is the file with a process's OOM score adjustment, from -1000 (never kill) to 1000 (proc(5)).
func killOrder(process string) string { return "/proc/" + process + "/oom_score_adj" }

// spun receives the result of spin, so that the compiler keeps the computation.
var spun = make(chan uint64, 1)

func spin(ctx context.Context) {
	x := uint64(1)
	for ctx.Err() == nil {
		for range 1 << 18 {
			x = x*6364136223846793005 + 1442695040888963407
		}
	}
	select {
	case spun <- x:
	default:
	}
}

// hold allocates memory. It writes to each page, because only written pages count.
func hold(bytes int64) []byte {
	debug.SetGCPercent(-1)
	b := make([]byte, bytes)
	for i := 0; i < len(b); i += os.Getpagesize() {
		b[i] = 1
	}
	return b
}

// Filler is the file with which a worker fills the disk that holds a folder.
func Filler(folder, id string) string { return filepath.Join(folder, "."+id) }

// filler is a file that takes all the space of a disk.
type filler struct {
	f *os.File
}

// fill creates a file that takes all free space of its disk.
func fill(path string) (*filler, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	file := &filler{f}
	return file, file.more()
}

// more takes the free space: first in large steps, then in small ones.
func (f *filler) more() error {
	for step := 1 << 20; step >= os.Getpagesize(); {
		_, err := f.f.Write(make([]byte, step))
		switch {
		case errors.Is(err, syscall.ENOSPC):
			step /= 4
		case err != nil:
			return fmt.Errorf("fill the disk: %w", err)
		}
	}
	return nil
}

// fillEvery is the interval at which newly free space is taken.
const fillEvery = 50 * time.Millisecond

// keep fills until ctx ends. If somebody removes the file, the space is free again and keep does not take it back.
func (f *filler) keep(ctx context.Context) error {
	tick := time.NewTicker(fillEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if _, err := os.Stat(f.f.Name()); errors.Is(err, os.ErrNotExist) {
			err := f.f.Close()
			<-ctx.Done()
			return err
		}
		if err := f.more(); err != nil {
			return err
		}
	}
}

func (f *filler) remove() error {
	if f == nil {
		return nil
	}
	if err := f.f.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
		return err
	}
	if err := os.Remove(f.f.Name()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
