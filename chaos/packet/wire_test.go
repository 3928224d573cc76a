package packet

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// packetMessage is what a kernel sends of a packet.
func packetMessage(id uint32, hook byte, payload []byte, length uint32) []byte {
	header := append(binary.BigEndian.AppendUint32(nil, id), 8, 0, hook)
	attrs := [][]byte{attribute(3, []byte{1, 2, 3, 4}), attribute(attrPacket, header)}
	if payload != nil {
		attrs = append(attrs, attribute(attrPayload, payload))
	}
	if length > 0 {
		attrs = append(attrs, attribute(attrLength, binary.BigEndian.AppendUint32(nil, length)))
	}
	return appendMessage(nil, msgPacket, 0, 7, attrs...)
}

func TestReadQueued(t *testing.T) {
	b := packetMessage(5, hookIn, []byte("abcde"), 1500)
	b = append(b, packetMessage(6, 3, nil, 0)...)
	var got []queued
	eachMessage(b, func(kind uint16, body []byte) {
		if q, ok := readQueued(body); kind == msgPacket && ok {
			got = append(got, q)
		}
	})
	if len(got) != 2 || got[0].id != 5 || !got[0].in || got[0].size != 1500 || string(got[0].payload) != "abcde" || got[1].id != 6 || got[1].in {
		t.Errorf("got %+v", got)
	}
}

func TestAppendVerdict(t *testing.T) {
	got := appendVerdict(nil, 0x0102, verdictAccept, 9, nil)
	want := append(binary.NativeEndian.AppendUint32(nil, 32), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 9)
	binary.NativeEndian.PutUint16(want[4:], msgVerdict)
	binary.NativeEndian.PutUint16(want[6:], nlmRequest)
	binary.NativeEndian.PutUint16(want[20:], 12)
	binary.NativeEndian.PutUint16(want[22:], attrVerdict)
	if !bytes.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if n := len(appendVerdict(nil, 1, verdictAccept, 9, []byte("abcde"))); n != 32+12 {
		t.Errorf("with a payload of 5 it is %d bytes, which must be padded", n)
	}
}

func FuzzReadsAnything(f *testing.F) {
	f.Add(packetMessage(5, 1, []byte("abc"), 9))
	f.Fuzz(func(_ *testing.T, b []byte) {
		eachMessage(b, func(_ uint16, body []byte) { readQueued(body) })
	})
}
