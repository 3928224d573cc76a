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

// work does what it is asked until ctx ends. It calls underWay once, when all has begun or something could not.
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

// holding is what a work has until it ends.
type holding struct {
	memory []byte
	taken  *taken
	file   *filler
}

func acquire(id string, w chaos.Work) (h holding, err error) {
	if w.Take > 0 {
		h.taken, err = take(w.Take)
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
	return errors.Join(h.taken.giveBack(), h.file.remove())
}

// Processes that the kernel may kill first.
const (
	self  = "self"
	first = "1" // of the container
)

// dispensable has the kernel kill a process before any other, when memory is short.
func dispensable(process string) error {
	return os.WriteFile(killOrder(process), []byte("1000"), 0)
}

// killOrder is where the kernel is told how soon a process is to be killed, from -1000, which is never, to 1000 (proc(5)).
func killOrder(process string) string { return "/proc/" + process + "/oom_score_adj" }

// spun keeps what spin computes, so that it is computed.
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

// hold keeps memory: a page counts when it was written to.
func hold(bytes int64) []byte {
	debug.SetGCPercent(-1)
	b := make([]byte, bytes)
	for i := 0; i < len(b); i += os.Getpagesize() {
		b[i] = 1
	}
	return b
}

// Filler is the file by which a worker fills the disk that a folder is on.
func Filler(folder, id string) string { return filepath.Join(folder, "."+id) }

// filler is a file that takes all the space of a disk.
type filler struct {
	f *os.File
}

// fill makes a file that is as large as its disk lets it.
func fill(path string) (*filler, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	file := &filler{f}
	return file, file.more()
}

// more takes what is free: in large steps, and the rest in small ones.
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

// fillEvery is how often what became free is taken too.
const fillEvery = 50 * time.Millisecond

// keep fills until ctx ends. Whoever removes the file has the space back, and is left in peace.
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
