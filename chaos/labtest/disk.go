package labtest

import (
	"context"
	"strings"

	"firedrill/chaos"
)

// disk is the size of the database's disk, of which half is free at first.
const disk = 100 << 20

// Space has nothing left while something fills it.
func (s stress) Space(context.Context) (chaos.Space, error) {
	s.l.mu.Lock()
	defer s.l.mu.Unlock()
	space := chaos.Space{Size: disk, Free: disk / 2}
	if s.l.full() {
		space.Free = 0
	}
	return space, nil
}

func (l *Lab) full() bool {
	keeper := l.current(chaos.DiskKeeper)
	return keeper != nil && keeper.does().Fill != ""
}

// stores are those of a database that can make no table on a full disk, and for the rest says nothing.
func (l *Lab) stores() *Stores {
	return &Stores{Answer: func(ask string) ([][]string, error) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if strings.Contains(ask, "CREATE") && l.full() {
			return nil, &chaos.Refused{Code: "53100", Message: "no space left on device"}
		}
		return nil, nil
	}}
}
