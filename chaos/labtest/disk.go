package labtest

import (
	"context"
	"strings"

	"firedrill/chaos"
)

// disk is the size of the database's disk, of which half is free at first.
const disk = 100 << 20

// Space has nothing left while something fills it.
func (c containers) Space(context.Context) (chaos.Space, error) {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	s := chaos.Space{Size: disk, Free: disk / 2}
	if c.l.full() {
		s.Free = 0
	}
	return s, nil
}

func (l *Lab) full() bool {
	keeper := l.current(chaos.DiskKeeper)
	return keeper != nil && keeper.does().Fill != ""
}

// Stores are those of a database that can make no table on a full disk, and for the rest says nothing.
func (l *Lab) Stores() chaos.Stores {
	return &Stores{Answer: func(ask string) ([][]string, error) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if strings.Contains(ask, "CREATE") && l.full() {
			return nil, &chaos.Refused{Code: "53100", Message: "no space left on device"}
		}
		return nil, nil
	}}
}

var (
	_ chaos.DiskLab  = containers{}
	_ chaos.StoreLab = (*Lab)(nil)
)
