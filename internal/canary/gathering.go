package canary

import (
	"slices"
	"time"
)

// gathering is the current, incomplete second.
type gathering struct {
	from    time.Duration // since the canary's start
	timer   []time.Duration
	echo    []time.Duration
	stalled time.Duration
}

// addStall adds the part of a stall that lies in this second and before until. The stall lasted late, from due on.
func (g *gathering) addStall(due, late, until time.Duration) {
	if late < lateAfter {
		return
	}
	if part := min(until, g.from+time.Second, due+late) - max(due, g.from); part > 0 {
		g.stalled += part
	}
}

func (g *gathering) second(began time.Time) Second {
	return Second{At: began.Add(g.from), Timer: spread(g.timer), Echo: spread(g.echo), Stalled: min(1, g.stalled.Seconds())}
}

// spread sorts the times.
func spread(all []time.Duration) Spread {
	if len(all) == 0 {
		return Spread{}
	}
	slices.Sort(all)
	at := func(percent int) float64 {
		return float64(all[min(len(all)-1, len(all)*percent/100)].Microseconds()) / 1000
	}
	return Spread{P50: at(50), P99: at(99), Max: at(100)}
}
