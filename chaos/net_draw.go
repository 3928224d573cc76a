package chaos

import (
	"crypto/rand"
	"math/big"
	"strings"
)

// newID draws a name that no other damage has.
func newID() string { return "w" + strings.ToLower(rand.Text()[:9]) }

// seed draws what decides on each packet.
func seed() uint64 {
	n, err := rand.Int(rand.Reader, new(big.Int).SetUint64(1<<62))
	if err != nil {
		return 1
	}
	return n.Uint64()
}
