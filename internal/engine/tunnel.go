package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// tunnelTime bounds how long ssh may take to forward the remote engine's socket.
const tunnelTime = 20 * time.Second

// tunnel forwards a remote engine's socket to a local one. Keys, agents, jump hosts and known hosts are left to the
// user's ssh, which is already configured for them. testcontainers does not support ssh and would silently use the
// local engine, so both clients get the local end.
type tunnel struct {
	dir    string
	cmd    *exec.Cmd
	stderr bytes.Buffer
	done   chan struct{} // closed when ssh has ended
}

func openTunnel(ctx context.Context, host string) (*tunnel, error) {
	ssh, err := exec.LookPath("ssh")
	if err != nil {
		return nil, errors.New("engine over ssh needs the \"ssh\" command")
	}
	dir, err := os.MkdirTemp("", "firedrill-ssh-")
	if err != nil {
		return nil, err
	}
	t := &tunnel{dir: dir, done: make(chan struct{})}
	args, err := sshArgs(host, t.socket())
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	t.cmd = exec.Command(ssh, args...)
	t.cmd.Stderr = &t.stderr
	leaveTerminal(t.cmd)
	if err := t.cmd.Start(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	go func() {
		defer close(t.done)
		_ = t.cmd.Wait() // its standard error says more than its exit code
	}()
	if err := t.ready(ctx); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

// sshArgs turns ssh://user@host:port/path into the arguments of an ssh that forwards the socket and exits with this
// process.
func sshArgs(host, socket string) ([]string, error) {
	u, err := url.Parse(host)
	if err != nil || u.Hostname() == "" {
		return nil, fmt.Errorf("bad engine address %q: want ssh://user@host[:port][/path/to/docker.sock]", host)
	}
	remote := systemSocket
	if u.Path != "" && u.Path != "/" {
		remote = u.Path
	}
	args := []string{"-N", "-T", "-o", "BatchMode=yes", "-o", "ExitOnForwardFailure=yes", "-o", "ControlPath=none",
		"-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3", "-L", socket + ":" + remote}
	if u.Port() != "" {
		args = append(args, "-p", u.Port())
	}
	if u.User != nil {
		args = append(args, "-l", u.User.Username())
	}
	return append(args, "--", u.Hostname()), nil
}

func (t *tunnel) socket() string { return filepath.Join(t.dir, "docker.sock") }

// Host returns the address of the local end.
func (t *tunnel) Host() string { return "unix://" + t.socket() }

func (t *tunnel) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, tunnelTime)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if conn, err := net.Dial("unix", t.socket()); err == nil {
			return conn.Close()
		}
		select {
		case <-t.done:
			return fmt.Errorf("ssh ended: %s", strings.TrimSpace(t.stderr.String()))
		case <-ctx.Done():
			return fmt.Errorf("ssh did not forward the engine's socket within %s", tunnelTime)
		case <-tick.C:
		}
	}
}

// Close ends ssh and waits for it. The exit code does not matter.
func (t *tunnel) Close() error {
	_ = t.cmd.Process.Kill() // fails only if ssh has already ended
	<-t.done
	return os.RemoveAll(t.dir)
}
