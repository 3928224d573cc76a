package link

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"strconv"
)

// frame is one line of the stream: "CRC SEQ ACK PAYLOAD". The checksum covers everything after it. A payload contains
// no newline.
type frame struct {
	seq     uint64 // number of the payload, from 1; 0 for a control line, which is sent once and never repeated
	ack     uint64 // number of the last payload that the sender received
	payload []byte
}

const crcDigits = 8

// appendFrame appends a frame as a line with its newline.
func appendFrame(b []byte, f frame) []byte {
	start := len(b)
	b = append(b, "00000000 "...)
	b = strconv.AppendUint(b, f.seq, 10)
	b = strconv.AppendUint(append(b, ' '), f.ack, 10)
	b = append(append(b, ' '), f.payload...)
	copy(b[start:], fmt.Sprintf("%0*x", crcDigits, crc32.ChecksumIEEE(b[start+crcDigits+1:])))
	return append(b, '\n')
}

// parseFrame parses a line without its newline. It refuses everything that appendFrame did not write, for example a
// line cut by a broken stream. The payload is a subslice of the line.
func parseFrame(line []byte) (f frame, ok bool) {
	sum, rest, ok := bytes.Cut(line, []byte{' '})
	if !ok || len(sum) != crcDigits {
		return f, false
	}
	want, err := strconv.ParseUint(string(sum), 16, 32)
	if err != nil || uint32(want) != crc32.ChecksumIEEE(rest) {
		return f, false
	}
	seq, rest, _ := bytes.Cut(rest, []byte{' '})
	ack, payload, ok := bytes.Cut(rest, []byte{' '})
	if !ok {
		return f, false
	}
	if f.seq, err = strconv.ParseUint(string(seq), 10, 64); err != nil {
		return f, false
	}
	if f.ack, err = strconv.ParseUint(string(ack), 10, 64); err != nil {
		return f, false
	}
	f.payload = payload
	return f, true
}
