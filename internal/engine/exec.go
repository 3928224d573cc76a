package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/pkg/stdcopy"
)

// Exec describes a program to run in a container beside its first process: in its namespaces, under its limits, and
// as its user unless User is set.
type Exec struct {
	Cmd    []string // looked up in the container, not on the engine's host
	User   string   // "": the container's user
	Env    []string // added to the container's environment
	Dir    string   // "": the container's working directory
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
}

// Exit codes of a program that could not be started, as in shells. The engine writes the reason to standard output.
const (
	ExitNotExecutable = 126
	ExitNotFound      = 127
)

// Exec runs a program in a running container and returns its exit code. When ctx ends first, the program sees the end
// of its input, but the engine does not stop it. Exec does not wait for a pending read of Stdin when the program
// ends.
func (e *Engine) Exec(ctx context.Context, id string, x Exec) (int, error) {
	exec, s, err := e.exec(ctx, id, x, x.Stdin != nil)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	if x.Stdin != nil {
		go func() {
			_, _ = io.Copy(s.Conn, x.Stdin) // a program need not read all its input
			_ = s.CloseWrite()
		}()
	}
	ended := make(chan error, 1)
	go func() {
		_, err := stdcopy.StdCopy(orDiscard(x.Stdout), orDiscard(x.Stderr), s.Reader)
		ended <- err
	}()
	select {
	case err = <-ended:
	case <-ctx.Done():
		s.Close() // ends the copying
		err = errors.Join(context.Cause(ctx), <-ended)
	}
	if err != nil {
		return 0, plain(err)
	}
	return e.exitCode(ctx, exec)
}

// ExecAttached starts a program in a running container and returns its standard input and output. When the returned
// stream or this process ends, the program sees the end of its input.
func (e *Engine) ExecAttached(ctx context.Context, id string, x Exec) (*Stream, error) {
	_, conn, err := e.exec(ctx, id, x, true)
	if err != nil {
		return nil, err
	}
	return newStream(conn, attachment{}, &tail{}), nil
}

// exec starts a program and attaches to it.
func (e *Engine) exec(ctx context.Context, id string, x Exec, stdin bool) (string, types.HijackedResponse, error) {
	var created container.ExecCreateResponse
	err := e.again(ctx, call{what: about("prepare a program in", id), do: func(ctx context.Context) (err error) {
		created, err = e.docker.ContainerExecCreate(ctx, id, container.ExecOptions{Cmd: x.Cmd, User: x.User, Env: x.Env, WorkingDir: x.Dir,
			AttachStdin: stdin, AttachStdout: true, AttachStderr: true})
		return err
	}})
	if err != nil {
		return "", types.HijackedResponse{}, err
	}
	var conn types.HijackedResponse
	err = e.again(ctx, call{what: about("run a program in", id), once: true, do: func(ctx context.Context) (err error) {
		conn, err = e.docker.ContainerExecAttach(ctx, created.ID, container.ExecAttachOptions{})
		return err
	}})
	return created.ID, conn, err
}

func orDiscard(w io.Writer) io.Writer {
	if w == nil {
		return io.Discard
	}
	return w
}

// exitCode waits until the engine reports that a program has ended. Its output ends slightly earlier.
func (e *Engine) exitCode(ctx context.Context, exec string) (int, error) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		var got container.ExecInspect
		err := e.again(ctx, call{what: "ask for a program's exit code", do: func(ctx context.Context) (err error) {
			got, err = e.docker.ContainerExecInspect(ctx, exec)
			return err
		}})
		if err != nil {
			return 0, err
		}
		if !got.Running {
			return got.ExitCode, nil
		}
		select {
		case <-ctx.Done():
			return 0, fmt.Errorf("the program has closed its output and not ended: %w", context.Cause(ctx))
		case <-tick.C:
		}
	}
}

// Process is one process of a container, as the host sees it.
type Process struct {
	Pid  string
	Args string
}

// Processes lists the processes of a running container, including those started by Exec.
func (e *Engine) Processes(ctx context.Context, id string) ([]Process, error) {
	var got container.TopResponse
	err := e.again(ctx, call{what: about("list the processes of", id), do: func(ctx context.Context) (err error) {
		got, err = e.docker.ContainerTop(ctx, id, []string{"-o", "pid,args"})
		return err
	}})
	if err != nil {
		return nil, err
	}
	var out []Process
	for _, row := range got.Processes {
		if len(row) == 2 {
			out = append(out, Process{Pid: row[0], Args: row[1]})
		}
	}
	return out, nil
}
