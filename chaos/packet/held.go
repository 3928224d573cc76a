package packet

import (
	"container/heap"
	"time"
)

// held is a packet that waits until its time.
type held struct {
	id      uint32
	came    time.Duration
	due     time.Duration
	order   uint64 // of two that are due at once, the earlier goes first
	payload []byte // what it is to be replaced by; nil to let it go on as it came
}

// waiting holds packets, ordered by the time at which they are released.
type waiting struct {
	list  []held
	count uint64
}

func (w *waiting) Len() int { return len(w.list) }
func (w *waiting) Less(i, j int) bool {
	a, b := w.list[i], w.list[j]
	if a.due != b.due {
		return a.due < b.due
	}
	return a.order < b.order
}
func (w *waiting) Swap(i, j int) { w.list[i], w.list[j] = w.list[j], w.list[i] }
func (w *waiting) Push(x any)    { w.list = append(w.list, x.(held)) }
func (w *waiting) Pop() any {
	last := w.list[len(w.list)-1]
	w.list = w.list[:len(w.list)-1]
	return last
}

// add adds a packet.
func (w *waiting) add(h held) {
	w.count++
	h.order = w.count
	heap.Push(w, h)
}

// next is when the next packet is released.
func (w *waiting) next() (due time.Duration, any bool) {
	if len(w.list) == 0 {
		return 0, false
	}
	return w.list[0].due, true
}

// take returns the next packet if it is due.
func (w *waiting) take(now time.Duration) (held, bool) {
	if due, any := w.next(); !any || due > now {
		return held{}, false
	}
	return heap.Pop(w).(held), true
}
