package packet

import "encoding/binary"

// Messages of a netlink queue, from linux/netfilter/nfnetlink_queue.h.
const (
	subsysQueue = 3 << 8

	msgPacket  = subsysQueue // type 0 of the subsystem
	msgVerdict = subsysQueue | 1
	msgConfig  = subsysQueue | 2

	attrPacket  = 1 // of a packet: id, protocol, hook
	attrVerdict = 2
	attrMark    = 3
	attrPayload = 10
	attrLength  = 13 // of a packet that was copied in part: its whole length

	cfgCommand = 1
	cfgParams  = 2
	cfgMaxLen  = 3
	cfgMask    = 4
	cfgFlags   = 5

	commandBind = 1

	copyMeta   = 1
	copyPacket = 2

	flagFailOpen = 1 << 0 // let through what the queue has no room for
	flagGSO      = 1 << 2 // hand over a large segment whole, where its parts don't matter

	verdictDrop   = 0
	verdictAccept = 1

	hookIn = 1 // LOCAL_IN

	nlmsgError   = 2
	nlmRequest   = 1
	nlmAck       = 4
	headerLength = 16
)

// queued is a packet as a queue delivers it.
type queued struct {
	id      uint32
	in      bool // on its way in
	mark    uint32
	size    int
	payload []byte // as much as was asked for
}

// appendMessage adds a netlink message to a queue: header, family, queue, attributes.
func appendMessage(b []byte, kind, flags uint16, queue uint16, attrs ...[]byte) []byte {
	start := len(b)
	b = append(b, make([]byte, headerLength)...)
	b = append(b, 0, 0, byte(queue>>8), byte(queue))
	for _, a := range attrs {
		b = append(b, a...)
	}
	binary.NativeEndian.PutUint32(b[start:], uint32(len(b)-start))
	binary.NativeEndian.PutUint16(b[start+4:], kind)
	binary.NativeEndian.PutUint16(b[start+6:], nlmRequest|flags)
	return b
}

// attribute is a netlink attribute, padded.
func attribute(kind uint16, data []byte) []byte {
	b := make([]byte, 4+(len(data)+3)&^3)
	binary.NativeEndian.PutUint16(b, uint16(4+len(data)))
	binary.NativeEndian.PutUint16(b[2:], kind)
	copy(b[4:], data)
	return b
}

// appendVerdict adds the verdict on one packet. The kernel's own batch verdict is no use here: it covers all packets up to
// an id, including those that must still wait.
func appendVerdict(b []byte, queue uint16, verdict, id uint32, payload []byte) []byte {
	v := make([]byte, 8)
	binary.BigEndian.PutUint32(v, verdict)
	binary.BigEndian.PutUint32(v[4:], id)
	if payload == nil {
		return appendMessage(b, msgVerdict, 0, queue, attribute(attrVerdict, v))
	}
	return appendMessage(b, msgVerdict, 0, queue, attribute(attrVerdict, v), attribute(attrPayload, payload))
}

// eachMessage iterates over the messages in a buffer; it stops at an incomplete one.
func eachMessage(b []byte, f func(kind uint16, body []byte)) {
	for len(b) >= headerLength {
		n := int(binary.NativeEndian.Uint32(b))
		if n < headerLength || n > len(b) {
			return
		}
		f(binary.NativeEndian.Uint16(b[4:]), b[headerLength:n])
		b = b[min((n+3)&^3, len(b)):]
	}
}

// readQueued reads a packet message; false if it names no packet.
func readQueued(body []byte) (queued, bool) {
	var q queued
	found := false
	length := 0
	for a := body[min(4, len(body)):]; len(a) >= 4; {
		n := int(binary.NativeEndian.Uint16(a))
		if n < 4 || n > len(a) {
			break
		}
		data := a[4:n]
		switch kind := binary.NativeEndian.Uint16(a[2:]) & 0x3fff; {
		case kind == attrPacket && len(data) >= 7:
			q.id, q.in, found = binary.BigEndian.Uint32(data), data[6] == hookIn, true
		case kind == attrMark && len(data) >= 4:
			q.mark = binary.BigEndian.Uint32(data)
		case kind == attrPayload:
			q.payload = data
		case kind == attrLength && len(data) >= 4:
			length = int(binary.BigEndian.Uint32(data))
		}
		a = a[min((n+3)&^3, len(a)):]
	}
	q.size = max(length, len(q.payload))
	return q, found
}

// Marks of outgoing packets, while they are separated from their socket.
const (
	markCopy  = 0xf1d1 // to be held
	markShell = 0xf1d2 // the original, to be dropped by the queue
)
