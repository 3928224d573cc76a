package link

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// exchange sends numbered payloads in both directions at once, and checks that each arrives once and in order.
func exchange(t *testing.T, p *pair, payloads int, size func(i int) int) {
	t.Helper()
	text := func(i int) string { return fmt.Sprintf("%d:%s", i, strings.Repeat("x", size(i))) }
	for i := range payloads {
		if err := errors.Join(p.near.Send([]byte(text(i))), p.far.Send([]byte(text(i)))); err != nil {
			t.Fatal(err)
		}
		if i%2 == 1 {
			synctest.Wait()
		}
	}
	for i := range payloads {
		for end, got := range map[string]chan string{"far": p.atFar, "near": p.atNear} {
			select {
			case g := <-got:
				if g != text(i) {
					t.Fatalf("payload %d at the %s end is %q", i, end, g)
				}
			case <-p.near.Done():
				t.Fatalf("payload %d did not reach the %s end: %v", i, end, p.near.Err())
			}
		}
	}
	p.end()
	if len(p.atFar)+len(p.atNear) > 0 {
		t.Errorf("%d payloads too many at the far end, %d at the near end", len(p.atFar), len(p.atNear))
	}
}

func TestLink_CutAtEveryByteLosesAndDoublesNothing(t *testing.T) {
	size := func(i int) int { return 7 * i }
	for offset := range 700 {
		for name, c := range map[string]cut{"to far": {offset, -1}, "to near": {-1, offset}} {
			if offset == 0 {
				continue
			}
			synctest.Test(t, func(t *testing.T) {
				p := connect(t, c)
				exchange(t, p, 10, size)
				if t.Failed() {
					t.Fatalf("cut %s after %d bytes", name, offset)
				}
			})
		}
	}
}

// FuzzLink cuts one stream after another.
func FuzzLink(f *testing.F) {
	f.Add([]byte{1, 1, 50, 60, 70, 2, 200, 3}, uint8(20))
	f.Add(bytes.Repeat([]byte{40}, 30), uint8(9))
	f.Fuzz(func(t *testing.T, at []byte, sizes uint8) {
		var cuts []cut
		for i := 0; i+1 < min(len(at), 60); i += 2 {
			cuts = append(cuts, cut{int(at[i])*2 - 1, int(at[i+1])*2 - 1})
			if last := &cuts[len(cuts)-1]; last.toFar < 0 && last.toNear < 0 {
				last.toFar = 1
			}
		}
		synctest.Test(t, func(t *testing.T) {
			exchange(t, connect(t, cuts...), 12, func(i int) int { return i * int(sizes) % 97 })
		})
	})
}

func TestLink_ReportsABreak(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := connect(t)
		synctest.Wait()
		p.host.mu.Lock()
		p.host.refuse = errors.New("the engine does not answer")
		now := p.host.now
		p.host.mu.Unlock()
		now.drop()
		time.Sleep(3 * time.Second)
		if b := p.near.Broken(); b.Took < 2900*time.Millisecond || !errors.Is(b.Why, errCut) {
			t.Errorf("meanwhile: %+v", b)
		}
		p.host.mu.Lock()
		p.host.refuse = nil
		p.host.mu.Unlock()
		if b := <-p.breaks; b.Took < 3*time.Second || b.Took > 4*time.Second || !errors.Is(b.Why, errCut) {
			t.Errorf("afterwards: %+v", b)
		}
		if b := p.near.Broken(); b != (Break{}) {
			t.Errorf("it is said to be broken still: %+v", b)
		}
		exchange(t, p, 3, func(int) int { return 1 })
	})
}

// A stream that is open but moves no data is replaced before the lease expires.
func TestLink_SilentStreamIsReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := connect(t)
		synctest.Wait()
		p.host.mu.Lock()
		p.host.now = nil // the engine forwards nothing any more
		p.host.mu.Unlock()
		began := time.Now()
		b := <-p.breaks
		if took := time.Since(began); took > 6*time.Second || !strings.Contains(fmt.Sprint(b.Why), "no answer for 4s") {
			t.Errorf("replaced after %v because of %v", took, b.Why)
		}
		exchange(t, p, 3, func(int) int { return 1 })
	})
}

func TestLink_FailedResumeEndsWithTheLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := connect(t)
		synctest.Wait()
		p.host.mu.Lock()
		p.host.refuse = errors.New("the engine does not answer")
		now := p.host.now
		p.host.mu.Unlock()
		began := time.Now()
		now.drop()
		<-p.near.Done()
		if took := time.Since(began); took < 9*time.Second || took > 11*time.Second {
			t.Errorf("given up after %v", took)
		}
		if err := p.near.Err(); !errors.Is(err, errCut) || !strings.Contains(err.Error(), "the engine does not answer") {
			t.Errorf("because of %v", err)
		}
		p.end()
	})
}

func TestLink_FinalErrorEndsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := connect(t)
		synctest.Wait()
		gone := errors.New("exit code 137")
		p.host.mu.Lock()
		p.host.refuse = final{gone}
		now := p.host.now
		p.host.mu.Unlock()
		began := time.Now()
		now.drop()
		<-p.near.Done()
		if took := time.Since(began); took > 0 || !errors.Is(p.near.Err(), gone) {
			t.Errorf("after %v: %v", took, p.near.Err())
		}
		p.end()
	})
}

// A restarted agent has another session, or none.
func TestLink_RefusesARestartedAgent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := connect(t)
		_ = p.near.Send([]byte("a"))
		<-p.atFar
		p.host.mu.Lock()
		now := p.host.now
		p.host.mu.Unlock()
		p.far.mu.Lock()
		p.far.token, p.far.book = "", book{}
		p.far.mu.Unlock()
		now.drop()
		<-p.near.Done()
		if !errors.Is(p.near.Err(), errUnknown) {
			t.Errorf("it ended because of %v", p.near.Err())
		}
		p.end()
	})
}

func TestLink_CloseTellsTheFarEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := connect(t)
		synctest.Wait()
		began := time.Now()
		p.near.Close()
		if err := <-p.ended; !errors.Is(err, ErrEnded) || time.Since(began) > 0 {
			t.Errorf("after %v the far end says %v", time.Since(began), err)
		}
		p.ended <- nil
		p.end()
	})
}

// Send keeps an unacknowledged payload, up to a limit, and does not block.
func TestLink_SendDoesNotWait(t *testing.T) {
	f := Answer(func([]byte) error { return nil }, func() {})
	big := bytes.Repeat([]byte("x"), 1<<20)
	for range maxKept >> 20 {
		if err := f.Send(big); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Send(big); !errors.Is(err, ErrBehind) {
		t.Errorf("the error is %v", err)
	}
	f.Stop()
	if err := f.Send(big); err == nil {
		t.Error("something was taken after the end")
	}
}

func TestLines_CutLineIsDropped(t *testing.T) {
	long := strings.Repeat("y", 200<<10)
	var got []string
	err := lines(strings.NewReader("a\n\n"+long+"\nb\ncut"), func(line []byte) error { got = append(got, string(line)); return nil })
	if err != nil || len(got) != 4 || got[0] != "a" || got[1] != "" || got[2] != long || got[3] != "b" {
		t.Errorf("%d lines, error %v", len(got), err)
	}
	if err := lines(io.LimitReader(zeros{}, maxLine+2<<16), func([]byte) error { return nil }); !errors.Is(err, errLongLine) {
		t.Errorf("an endless line gives %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestFrame_ReadsWhatWasWritten(t *testing.T) {
	for _, f := range []frame{{}, {1, 2, []byte("x y z")}, {1 << 60, 1<<64 - 1, []byte(`{"id":1}`)}} {
		line := appendFrame(nil, f)
		got, ok := parseFrame(line[:len(line)-1])
		if !ok || got.seq != f.seq || got.ack != f.ack || !bytes.Equal(got.payload, f.payload) {
			t.Errorf("%q is read as %+v", line, got)
		}
		for n := range len(line) - 1 {
			if _, ok := parseFrame(line[:n]); ok {
				t.Errorf("%q is taken, cut to %q", line, line[:n])
			}
		}
	}
}

func FuzzParseFrame(f *testing.F) {
	f.Add([]byte("00000000 1 2 x"))
	f.Add(appendFrame(nil, frame{3, 4, []byte("y")}))
	f.Fuzz(func(t *testing.T, line []byte) {
		got, ok := parseFrame(line)
		if !ok {
			return
		}
		if again, ok := parseFrame(bytes.TrimSuffix(appendFrame(nil, got), []byte{'\n'})); !ok || again.seq != got.seq || again.ack != got.ack {
			t.Errorf("%q is read as %+v, and as %+v", line, got, again)
		}
	})
}
