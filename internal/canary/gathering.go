package canary

import (
	"slices"
	"time"
)

// gathering is a second that goes on.
type gathering struct {
	from    time.Duration // since the canary's start
	timer   []time.Duration
	echo    []time.Duration
	stalled time.Duration
}

// stand adds what lies in this second, up to its end or until, of the time in which a timer was late that was due then.
func (g *gathering) stand(due, late, until time.Duration) {
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
