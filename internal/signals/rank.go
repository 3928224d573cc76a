package signals

import (
	"errors"
	"math"
	"math/bits"
)

// published are the quantiles that results show and objectives bound. A histogram knows their exact values by the nearest rank:
// of n values, the smallest one that at least q·n values do not exceed.
var published = [...]float64{0.50, 0.95, 0.99}

// rankOf returns the nearest rank of a quantile among n values, counted from 1. A fraction of q·n below one millionth
// is a rounding error and ignored.
func rankOf(q float64, n int64) int64 {
	return min(max(1, int64(math.Ceil(q*float64(n)-1e-6))), n)
}

// slots is the maximum number of counters of one search. It bounds the memory.
const slots = 1 << 14

// rank searches for the value of one rank in further passes over the same values. It starts with a range that contains the
// value and counts how many values are in each part of the range. The part with the rank is the next range, until a part is one
// value wide. Starting from a bucket of the histogram, values up to 16 s take one pass, and values up to MaxSpan two.
type rank struct {
	k      int64 // the rank, from 1
	from   int64 // start of the range
	shift  int   // each part of the range is 1<<shift wide
	counts []uint32
	under  int64 // number of values below the range
	value  int64
	found  bool
}

// newRank starts with the bucket that holds the rank, in a histogram of three digits. top is the bucket's last value.
func newRank(k, top int64) *rank {
	r := &rank{k: k}
	width := max(0, bits.Len64(uint64(top))-11) // 2048 buckets of width 1, then 1024 for each power of two
	r.narrow(top>>width<<width, width)
	return r
}

// narrow sets the range to 1<<width values.
func (r *rank) narrow(from int64, width int) {
	r.from, r.under = from, 0
	r.shift = max(0, width-bits.Len(slots-1))
	r.counts = make([]uint32, 1<<(width-r.shift))
}

func (r *rank) see(v int64) {
	if v < r.from {
		r.under++
		return
	}
	if i := (v - r.from) >> r.shift; i < int64(len(r.counts)) {
		r.counts[i]++
	}
}

var errChanged = errors.New("the samples changed while they were read")

// end ends a pass: either the value is found, or the range becomes smaller.
func (r *rank) end() error {
	left := r.k - r.under
	for i, n := range r.counts {
		if left -= int64(n); left > 0 {
			continue
		}
		at := r.from + int64(i)<<r.shift
		if r.shift == 0 {
			r.value, r.found, r.counts = at, true, nil
			return nil
		}
		r.narrow(at, r.shift)
		return nil
	}
	return errChanged
}
