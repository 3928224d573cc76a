package link

// book is one end's account of numbered payloads: those that it sent and that are not acknowledged, and how far it has
// received. It decides what is sent, repeated and accepted; it does no input or output.
type book struct {
	kept     [][]byte // sent or to be sent, and not acknowledged; the first has number base+1
	base     uint64   // number of the last acknowledged payload
	cursor   int      // index in kept of the payload that goes out next
	bytes    int      // of kept
	received uint64   // number of the last payload that was accepted
}

// add appends a payload. The book keeps the slice.
func (b *book) add(payload []byte) {
	b.kept = append(b.kept, payload)
	b.bytes += len(payload)
}

// next returns the payload that goes out next, and counts it as sent.
func (b *book) next() (f frame, ok bool) {
	if b.cursor == len(b.kept) {
		return frame{}, false
	}
	f = frame{seq: b.base + uint64(b.cursor) + 1, ack: b.received, payload: b.kept[b.cursor]}
	b.cursor++
	return f, true
}

// acknowledged forgets the payloads up to a number. It refuses a number that was never sent.
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

// rewind has everything sent again that is not acknowledged.
func (b *book) rewind() { b.cursor = 0 }

// What a received number means.
type arrival int

const (
	inOrder  arrival = iota // the next one, accepted
	repeated                // accepted before
	ahead                   // one before it is missing
)

// accept takes the number of a payload that came.
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
