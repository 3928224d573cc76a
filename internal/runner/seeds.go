package runner

import "math/rand/v2"

// maxSeed is the largest integer that every JSON reader represents exactly.
const maxSeed = 1<<53 - 1

// FirstSeed returns the first seed that is not 0, else a random one.
func FirstSeed(seeds ...uint64) uint64 {
	for _, s := range seeds {
		if s != 0 {
			return s
		}
	}
	return rand.Uint64N(maxSeed) + 1
}

// Seeds returns n different seeds. The first is the given one; the others follow from it by splitmix64 (Steele, Lea
// and Flood, 2014), so that a whole series can be repeated.
func Seeds(first uint64, n int) []uint64 {
	seeds := []uint64{first}
	for state := first; len(seeds) < n; {
		state += 0x9e3779b97f4a7c15
		z := state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		z = (z ^ z>>31) & maxSeed
		if z != 0 {
			seeds = append(seeds, z)
		}
	}
	return seeds
}
