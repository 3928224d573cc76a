package net

import (
	"crypto/rand"
	"math/big"
)

// seed returns the random seed for the decision on each packet.
func seed() uint64 {
	n, err := rand.Int(rand.Reader, new(big.Int).SetUint64(1<<62))
	if err != nil {
		return 1
	}
	return n.Uint64()
}
