package chaos

import (
	"context"
	"errors"
	"fmt"

	"firedrill/internal/record"
)

// Lasting is a fault that is held, and can be looked at while it acts. A kind that happens once has no such look.
type Lasting interface {
	// Acts says whether the mechanism is there, with few cheap calls and without a probe of the effect. An error says that it
	// could not be seen, which says nothing of the fault.
	Acts(ctx context.Context, lab Lab, undo Undo) (record.Check, error)
}

// state looks at a container in a service's place, and judges it.
func state(ctx context.Context, lab Lab, service string, acts func(State) bool) (record.Check, error) {
	s, err := lab.Containers().State(ctx, service)
	return record.Check{OK: acts(s), Saw: s.String()}, err
}

// Acts looks whether the container is stopped.
func (f *containerStop) Acts(ctx context.Context, lab Lab, _ Undo) (record.Check, error) {
	return state(ctx, lab, f.On, hasExited)
}

// hasExited says that a container's process has ended.
func hasExited(s State) bool { return s.Status == statusExited }

// Acts looks whether the container is down.
func (f *containerKill) Acts(ctx context.Context, lab Lab, _ Undo) (record.Check, error) {
	return state(ctx, lab, f.On, hasExited)
}

// Acts looks whether the container is down.
func (f *containerOOM) Acts(ctx context.Context, lab Lab, _ Undo) (record.Check, error) {
	return state(ctx, lab, f.On, hasExited)
}

// Acts looks whether the container is paused.
func (f *containerPause) Acts(ctx context.Context, lab Lab, _ Undo) (record.Check, error) {
	return state(ctx, lab, f.On, func(s State) bool { return s.Status == statusPaused })
}

// Acts looks whether the service has no container.
func (f *containerRemove) Acts(ctx context.Context, lab Lab, _ Undo) (record.Check, error) {
	return state(ctx, lab, f.On, func(s State) bool { return s.Status == statusMissing })
}

// Acts looks whether the container that loops is in the service's place.
func (f *containerCrashLoop) Acts(ctx context.Context, lab Lab, undo Undo) (record.Check, error) {
	return replaced(ctx, lab, f.On, undo)
}

// Acts looks whether the container with few descriptors is in the service's place.
func (f *fdLimit) Acts(ctx context.Context, lab Lab, undo Undo) (record.Check, error) {
	return replaced(ctx, lab, f.On, undo)
}

// replaced looks whether another container is in a service's place than before the fault, which did not end for good.
func replaced(ctx context.Context, lab Lab, service string, undo Undo) (record.Check, error) {
	b, err := readBefore(undo)
	if err != nil {
		return record.Check{}, err
	}
	c, err := state(ctx, lab, service, func(s State) bool { return s.ID != b.ID && s.ID != "" })
	if !c.OK {
		c.Saw += ", in the container of before the fault"
	}
	return c, err
}

// Acts looks whether the container is off the network.
func (f *containerDisconnect) Acts(ctx context.Context, lab Lab, _ Undo) (record.Check, error) {
	n, err := netOf(lab)
	if err != nil {
		return record.Check{}, err
	}
	seat, err := n.Seat(ctx, f.On)
	return record.Check{OK: seat.Address == "", Saw: "on the network at " + seat.Address}, err
}

// Acts looks whether the container that was made with the damage is in the replica's place.
func (f *redeployed) Acts(ctx context.Context, lab Lab, undo Undo) (record.Check, error) {
	u, err := readRedeployUndo(undo)
	if err != nil {
		return record.Check{}, err
	}
	s, err := lab.Containers().State(ctx, f.service())
	if err != nil || s.ID == "" {
		return record.Check{Saw: s.String()}, err
	}
	env, err := lab.Containers().Env(ctx, s.ID)
	if err != nil {
		return record.Check{}, err
	}
	return f.deployed(s, env, u), nil
}

// Acts looks whether the container is held to the limits.
func (f *limited) Acts(ctx context.Context, lab Lab, undo Undo) (record.Check, error) {
	u, l, err := readLimits(lab, undo)
	if err != nil {
		return record.Check{}, err
	}
	now, err := l.Limits(ctx, f.service())
	if err != nil {
		return record.Check{}, err
	}
	now = now.only(u.To)
	return record.Check{OK: now == u.To, Saw: "held to " + now.String()}, nil
}

// Acts looks whether the program is there.
func (f *worked) Acts(ctx context.Context, lab Lab, undo Undo) (record.Check, error) {
	u, w, err := readWork(lab, undo)
	if err != nil {
		return record.Check{}, err
	}
	there, err := w.Working(ctx, f.where(), u.ID)
	return record.Check{OK: there, Saw: fmt.Sprintf("no process %q in %q", u.ID, f.where())}, err
}

// Acts looks whether nginx.conf has the lines.
func (f *onNginx) Acts(ctx context.Context, lab Lab, undo Undo) (record.Check, error) {
	u, _, conf, err := readNginx(ctx, lab, undo)
	if err != nil {
		return record.Check{}, err
	}
	n := standing(conf, u.Edits)
	return record.Check{OK: n == len(u.Edits), Saw: fmt.Sprintf("%d of %d lines changed", n, len(u.Edits))}, nil
}

// Acts asks the agent whether the damage stands.
func (f onWire) Acts(ctx context.Context, lab Lab, undo Undo) (record.Check, error) {
	n, u, err := openWire(lab, undo)
	if err != nil {
		return record.Check{}, err
	}
	return standsAt(ctx, n, f.where().On, u.ID)
}

// Acts asks the agent whether the damage stands.
func (f onNames) Acts(ctx context.Context, lab Lab, undo Undo) (record.Check, error) {
	n, u, err := openNames(lab, undo)
	if err != nil {
		return record.Check{}, err
	}
	return standsAt(ctx, n, f.where().On, u.ID)
}

func standsAt(ctx context.Context, n Network, on, id string) (record.Check, error) {
	s, err := n.Standing(ctx, on, id)
	if err != nil {
		return record.Check{}, err
	}
	return record.Check{OK: s.There, Saw: s.String()}, nil
}

// Acts asks the agent whether the crowd is there.
func (f *onSite) Acts(ctx context.Context, lab Lab, undo Undo) (record.Check, error) {
	c, u, err := openCrowd(lab, undo)
	if err != nil {
		return record.Check{}, err
	}
	p, err := c.Pressing(ctx, u.ID)
	return record.Check{OK: p.There, Saw: "no crowd is there"}, err
}

// Acts looks for the sessions that do the damage, or else asks the database for what it shows of it.
func (f onPostgres) Acts(ctx context.Context, lab Lab, undo Undo) (record.Check, error) {
	s, d, u, err := f.open(lab, undo)
	if err != nil {
		return record.Check{}, err
	}
	if d.hold != nil {
		return heldBy(ctx, s, u.Tag, d.hold.Once)
	}
	rows, err := s.SQL(ctx, Query{As: AsAdmin, SQL: []string{d.shows}, Within: actsTime})
	if err == nil && (len(rows) != 1 || len(rows[0]) != 2) {
		err = errors.New("the database does not tell")
	}
	if err != nil {
		return record.Check{}, err
	}
	return record.Check{OK: rows[0][0] == "t", Saw: rows[0][1]}, nil
}

// heldBy looks at the sessions of a hold. Those that are opened anew whenever they break may be away for a moment.
func heldBy(ctx context.Context, s Stores, name string, once bool) (record.Check, error) {
	h, err := s.Held(ctx, name)
	if err == nil && h.Open == 0 && !once {
		err = errors.New("no session of ours is open at the moment: " + h.Err)
	}
	return record.Check{OK: h.Open > 0, Saw: fmt.Sprintf("%d sessions of ours are open", h.Open)}, err
}

// Acts asks the replica for its delay.
func (f *postgresLag) Acts(ctx context.Context, lab Lab, undo Undo) (record.Check, error) {
	s, _, err := f.open(lab, undo)
	if err != nil {
		return record.Check{}, err
	}
	set, err := first(ctx, s, toReplica(AsAdmin, "SHOW recovery_min_apply_delay"))
	return record.Check{OK: set != "" && set != "0", Saw: "recovery_min_apply_delay is " + set}, err
}

// acts is how the kinds on Redis look.
func (f onRedis) acts(ctx context.Context, lab Lab, undo Undo, look func(Stores, storeUndo) (record.Check, error)) (record.Check, error) {
	s, u, err := openUndo(lab, undo)
	if err != nil {
		return record.Check{}, err
	}
	return look(s, u)
}

// Acts looks for the session that pauses Redis.
func (f *redisPause) Acts(ctx context.Context, lab Lab, undo Undo) (record.Check, error) {
	return f.acts(ctx, lab, undo, func(s Stores, u storeUndo) (record.Check, error) { return heldBy(ctx, s, u.Tag, !f.Stubborn) })
}

// Acts looks for the session that keeps Redis busy.
func (f *redisSlow) Acts(ctx context.Context, lab Lab, undo Undo) (record.Check, error) {
	return f.acts(ctx, lab, undo, func(s Stores, u storeUndo) (record.Check, error) { return heldBy(ctx, s, u.Tag, !f.Stubborn) })
}

// Acts looks for the sessions that take the places.
func (f *redisClients) Acts(ctx context.Context, lab Lab, undo Undo) (record.Check, error) {
	return f.acts(ctx, lab, undo, func(s Stores, u storeUndo) (record.Check, error) { return heldBy(ctx, s, u.Tag, !f.Stubborn) })
}

// Acts asks Redis for its limit.
func (f *redisMemory) Acts(ctx context.Context, lab Lab, undo Undo) (record.Check, error) {
	return f.acts(ctx, lab, undo, func(s Stores, u storeUndo) (record.Check, error) {
		now, err := setting(ctx, s, maxMemory)
		return record.Check{OK: now == u.Was["to"], Saw: "maxmemory is " + now}, err
	})
}

// Acts looks for the user for the way back, who is there as long as the password is another.
func (f *redisPassword) Acts(ctx context.Context, lab Lab, undo Undo) (record.Check, error) {
	return f.acts(ctx, lab, undo, func(s Stores, _ storeUndo) (record.Check, error) {
		there, err := spareUser(ctx, s)
		return record.Check{OK: there, Saw: "Redis has the lab's password"}, err
	})
}
