package release

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"encoding/hex"
)

// A build id is 24 bytes in hexadecimal: a nonce, the build encrypted with a key stream derived from the nonce, and a
// checksum of both. It hides the build from a casual look, not from readers of this file.
const (
	nonceSize = 3
	buildSize = 17
	checkSize = 4
	idSize    = nonceSize + buildSize + checkSize
)

func encode(b Build, salt string) string {
	drawn := sha256.Sum256([]byte("nonce " + salt))
	id := append(make([]byte, 0, idSize), drawn[:nonceSize]...)
	id, err := binary.Append(id, binary.BigEndian, b)
	if err != nil {
		panic(err) // cannot fail: a build has a fixed size
	}
	cover(id)
	return hex.EncodeToString(append(id, check(id)...))
}

// decode returns false for an id that encode did not make.
func decode(text string) (b Build, ok bool) {
	id, err := hex.DecodeString(text)
	if err != nil || len(id) != idSize {
		return b, false
	}
	id, sum := id[:nonceSize+buildSize], id[nonceSize+buildSize:]
	if subtle.ConstantTimeCompare(sum, check(id)) == 0 {
		return b, false
	}
	cover(id)
	_, err = binary.Decode(id[nonceSize:], binary.BigEndian, &b)
	return b, err == nil
}

// cover encrypts the build with the key stream, or decrypts it.
func cover(id []byte) {
	stream := sha256.Sum256(append([]byte("stream "), id[:nonceSize]...))
	subtle.XORBytes(id[nonceSize:], id[nonceSize:], stream[:buildSize])
}

func check(id []byte) []byte {
	sum := sha256.Sum256(append([]byte("check "), id...))
	return sum[:checkSize]
}
