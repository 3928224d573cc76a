package load

import (
	"math"
	"math/rand/v2"
	"time"
)

// Kinds of arrivals.
const (
	Constant = "constant" // one every 1/rate
	Poisson  = "poisson"  // independent of each other, as users are: gaps are exponential
)

// maxRate bounds a stage's arrivals a second; more than this one process cannot send on time.
const maxRate = 100_000

// streamArrivals keeps the random numbers of the arrivals apart from those of the choices.
const streamArrivals = 0x6172726976616c73

// Schedule yields the times at which requests are due. It is arithmetic without a clock.
//
// The n-th arrival falls where the rate, summed up over time, reaches n (constant) or the sum of n exponential variates
// of mean 1 (Poisson; Çinlar's inversion). So a stage may begin anywhere between two arrivals, and no error adds up.
type Schedule struct {
	stages []Stage
	begin  float64    // when the first of stages began, in seconds
	passed float64    // the rate summed up to begin
	want   float64    // the sum at which the next arrival falls
	random *rand.Rand // nil for constant arrivals
}

// NewSchedule returns the schedule of a valid plan.
func NewSchedule(p Plan) *Schedule {
	s := &Schedule{stages: p.Stages}
	if p.Arrivals == Poisson {
		s.random = rand.New(rand.NewPCG(p.Seed, streamArrivals))
		s.want = s.random.ExpFloat64()
	}
	return s
}

// RateAt is how many arrivals a second the plan has at that time from its start.
func (p Plan) RateAt(at time.Duration) float64 {
	for _, s := range p.Stages {
		if s.For == 0 || at < s.For {
			return s.Rate
		}
		at -= s.For
	}
	return 0
}

// Next returns when the next arrival is due, since the start; false when no more come.
func (s *Schedule) Next() (time.Duration, bool) {
	for len(s.stages) > 0 {
		stage := s.stages[0]
		end := s.begin + stage.For.Seconds()
		if stage.Rate > 0 {
			due := s.begin + (s.want-s.passed)/stage.Rate
			if stage.For == 0 || due < end {
				s.want += s.gap()
				return time.Duration(math.Round(due * float64(time.Second))), true
			}
		}
		s.passed += stage.Rate * stage.For.Seconds()
		s.begin = end
		s.stages = s.stages[1:]
	}
	return 0, false
}

func (s *Schedule) gap() float64 {
	if s.random == nil {
		return 1
	}
	return s.random.ExpFloat64()
}
