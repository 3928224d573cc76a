package link

// book tracks the numbered payloads of one end: those it sent that are not acknowledged, and the last one it
// received. It decides what to send, repeat and accept; it does no input or output.
type book struct {
	kept     [][]byte // not acknowledged, sent or not; the first has number base+1
	base     uint64   // number of the last acknowledged payload
	cursor   int      // index in kept of the next payload to send
	bytes    int      // of kept
	received uint64   // number of the last accepted payload
}

// add appends a payload. The book keeps the slice.
func (b *book) add(payload []byte) {
	b.kept = append(b.kept, payload)
	b.bytes += len(payload)
}

// next returns the next payload to send, and counts it as sent.
func (b *book) next() (f frame, ok bool) {
	if b.cursor == len(b.kept) {
		return frame{}, false
	}
	f = frame{seq: b.base + uint64(b.cursor) + 1, ack: b.received, payload: b.kept[b.cursor]}
	b.cursor++
	return f, true
}

// acknowledged drops the payloads up to a number. It refuses a number that was never sent.
func (b *book) acknowledged(number uint64) bool {
	if number > b.base+uint64(len(b.kept)) {
		return false
	}
	for ; b.base < number; b.base++ {
		b.bytes -= len(b.kept[0])
		b.kept[0] = nil
		b.kept = b.kept[1:]
		b.cursor = max(0, b.cursor-1)
	}
	return true
}

// rewind makes the book send everything again that is not acknowledged.
func (b *book) rewind() { b.cursor = 0 }

// arrival classifies a received number.
type arrival int

const (
	inOrder  arrival = iota // the expected one, accepted
	repeated                // accepted before
	ahead                   // an earlier one is missing
)

// accept classifies the number of a received payload.
func (b *book) accept(number uint64) arrival {
	switch {
	case number <= b.received:
		return repeated
	case number > b.received+1:
		return ahead
	}
	b.received = number
	return inOrder
}
