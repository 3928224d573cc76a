package stack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"firedrill/chaos"
	"firedrill/internal/engine"
	"firedrill/internal/worker"
)

// program is the path of the binary in our own image.
const program = "/firedrill"

// works are the streams that keep this process's workers alive, by container and name.
type works struct {
	mu  sync.Mutex
	all map[string]*engine.Stream
}

// keep stores a stream, and ends an earlier one with the same key.
func (w *works) keep(key string, s *engine.Stream) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	old := w.all[key]
	if s == nil {
		delete(w.all, key)
	} else {
		if w.all == nil {
			w.all = map[string]*engine.Stream{}
		}
		w.all[key] = s
	}
	if old == nil {
		return nil
	}
	return old.Close()
}

// close ends all streams.
func (w *works) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var errs []error
	for _, s := range w.all {
		errs = append(errs, s.Close())
	}
	clear(w.all)
	return errors.Join(errs...)
}

// Stress runs our own programs in a lab's containers.
type Stress struct{ Containers }

// Start starts a work in a service's container.
func (c Stress) Start(ctx context.Context, service, id string, w chaos.Work) error {
	return named("work in", service, whole(ctx, func(ctx context.Context) error {
		at, err := c.equip(ctx, service, id)
		if err != nil {
			return err
		}
		in, err := c.ID(ctx, service)
		if err != nil {
			return err
		}
		s, err := c.Engine.ExecAttached(ctx, in, engine.Exec{Cmd: []string{at, worker.Command, id}})
		if err != nil {
			return err
		}
		if _, err := worker.Ask(ctx, s, worker.Request{Work: &w}); err != nil {
			return errors.Join(err, s.Close())
		}
		return c.works.keep(service+" "+id, s)
	}))
}

// equip copies our binary into a container that does not have it, and returns its path there.
func (c Containers) equip(ctx context.Context, service, id string) (string, error) {
	at := programIn(service, id)
	if at == program {
		return at, nil
	}
	s, err := c.own(ctx, service)
	if err != nil {
		return "", err
	}
	uid, gid := owner(s.User)
	from, err := c.keeper(ctx, ShopName(1))
	if err != nil {
		return "", err
	}
	return at, c.Engine.Transfer(ctx, engine.Transfer{From: from, Path: program, To: s.ID, As: at, Mode: 0o755, UID: uid, GID: gid})
}

// programIn returns the path of our binary in a service's container for a work. The path does not reveal the purpose in
// a process list.
func programIn(service, id string) string {
	if IsShop(service) || service == chaos.DiskKeeper {
		return program
	}
	return "/tmp/" + worker.Command + "-" + id
}

// owner parses a container's user, such as 101:101.
func owner(user string) (uid, gid int) {
	u, g, _ := strings.Cut(user, ":")
	uid, _ = strconv.Atoi(u) // a name, or empty: root's file is executable by all
	gid, _ = strconv.Atoi(g)
	return uid, gid
}

// Running reports whether the work is among the processes of a service's container. A stopped container has none.
func (c Stress) Running(ctx context.Context, service, id string) (bool, error) {
	s, err := c.own(ctx, service)
	if err != nil || s.Status != statusRunning && s.Status != statusPaused {
		return false, named("look at", service, err)
	}
	all, err := c.Engine.Processes(ctx, s.ID)
	if err != nil {
		if now, ierr := c.Engine.Inspect(ctx, s.ID); ierr == nil && now.Status != s.Status {
			return false, nil // it ended between the two checks
		}
		return false, named("look into", service, err)
	}
	for _, p := range all {
		if strings.HasSuffix(p.Args, " "+worker.Command+" "+id) {
			return true, nil
		}
	}
	return false, nil
}

// Statuses of a container with processes.
const (
	statusRunning = "running"
	statusPaused  = "paused"
)

// Stop ends a work.
func (c Stress) Stop(ctx context.Context, service, id string) error {
	return named("end the work in", service, whole(ctx, func(ctx context.Context) error {
		return errors.Join(c.works.keep(service+" "+id, nil), c.rest(ctx, service, id))
	}))
}

// rest starts another worker that ends the workers and removes what they left. A binary that was copied there removes
// itself.
func (c Containers) rest(ctx context.Context, service, id string) error {
	s, err := c.own(ctx, service)
	if err != nil {
		return err
	}
	if service == chaos.DiskKeeper && s.Status == "exited" {
		err = c.Engine.Boot(ctx, s.ID) // files on the disk outlive the worker that wrote them
	} else if s.Status != statusRunning && s.Status != statusPaused {
		return nil // its processes ended with it
	}
	if err != nil {
		return err
	}
	at := programIn(service, id)
	e := worker.End{ID: id}
	if at != program {
		e.Remove = append(e.Remove, at)
	}
	if service == chaos.DiskKeeper {
		e.Remove = append(e.Remove, worker.Filler(chaos.DiskFolder, id))
	}
	_, err = c.ask(ctx, service, at, worker.Request{End: &e})
	if err != nil && at != program && !errors.Is(err, errNoProgram) {
		if _, err = c.equip(ctx, service, id); err == nil { // the process that copied it may have died half way
			_, err = c.ask(ctx, service, at, worker.Request{End: &e})
		}
	}
	if errors.Is(err, errNoProgram) {
		return nil // it was never there, or was removed
	}
	return err
}

// errNoProgram says that our binary is not in a container.
var errNoProgram = errors.New("our program is not there")

// ask sends a request to a worker in a service's container.
func (c Containers) ask(ctx context.Context, service, at string, q worker.Request) (worker.Reply, error) {
	line, err := json.Marshal(q)
	if err != nil {
		return worker.Reply{}, err
	}
	var out, said bytes.Buffer
	in, err := c.ID(ctx, service)
	if err != nil {
		return worker.Reply{}, err
	}
	code, err := c.Engine.Exec(ctx, in, engine.Exec{Cmd: []string{at, worker.Command, worker.Asker},
		Stdin: bytes.NewReader(append(line, '\n')), Stdout: &out, Stderr: &said})
	switch {
	case err != nil:
		return worker.Reply{}, err
	case code == engine.ExitNotFound || code == engine.ExitNotExecutable:
		return worker.Reply{}, errNoProgram
	case code != 0:
		return worker.Reply{}, fmt.Errorf("exit code %d: %s", code, strings.TrimSpace(said.String()))
	}
	return worker.Read(out.String())
}
