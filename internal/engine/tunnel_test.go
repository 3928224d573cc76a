package engine

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

// TestOpenTunnel_ReachesTheEngine reaches this machine's engine through an ssh server on loopback, with the real ssh
// command, and checks that both clients use the tunnel.
func TestOpenTunnel_ReachesTheEngine(t *testing.T) {
	at, err := locate("", thisSystem())
	if err != nil {
		t.Fatal(err)
	}
	local := at.Host
	probe, err := Open(t.Context(), local)
	if err != nil && os.Getenv("CI") != "true" {
		t.Skipf("needs a container engine: %v", err)
	}
	if err != nil {
		t.Fatalf("CI must have a container engine: %v", err)
	}
	probe.Close()
	command, err := exec.LookPath("ssh")
	if err != nil {
		t.Skip("needs the ssh command, which is not part of an engine")
	}
	server := newSSHServer(t)
	server.wrapSSH(t, command)
	tun, err := openTunnel(t.Context(), fmt.Sprintf("ssh://someone@127.0.0.1:%d%s", server.port(), local[len("unix://"):]))
	if err != nil {
		t.Fatal(err)
	}
	e := &Engine{place: Place{Host: "ssh://test"}, tunnel: tun}
	defer e.Close()
	if err := e.connectDocker(t.Context(), tun.Host()); err != nil {
		t.Fatal(err)
	}
	info, err := e.Info(t.Context())
	if err != nil || info.Version == "" {
		t.Fatalf("engine over ssh says %+v, %v", info, err)
	}
	if server.opened() == 0 {
		t.Error("nothing went through the ssh server")
	}
	// By now testcontainers has found an engine of its own for this process. It must not use that one.
	if err := e.openProvider(tun.Host()); err != nil {
		t.Fatal(err)
	}
	if got := e.provider.Client().DaemonHost(); got != tun.Host() {
		t.Errorf("testcontainers uses %q, want %q", got, tun.Host())
	}
}

func TestOpenTunnel_ReportsWhySSHFailed(t *testing.T) {
	command, err := exec.LookPath("ssh")
	if err != nil {
		t.Skip("needs the ssh command, which is not part of an engine")
	}
	server := newSSHServer(t)
	server.wrapSSH(t, command)
	server.listener.Close()
	if _, err := openTunnel(t.Context(), fmt.Sprintf("ssh://someone@127.0.0.1:%d", server.port())); err == nil {
		t.Error("a tunnel through a closed port opens")
	} else {
		t.Log(err)
	}
}

// sshServer accepts one key, and forwards requested sockets of this machine.
type sshServer struct {
	listener net.Listener
	config   *ssh.ServerConfig
	host     ssh.Signer
	client   ed25519.PrivateKey

	mu    sync.Mutex
	count int
}

func newSSHServer(t *testing.T) *sshServer {
	t.Helper()
	_, hostKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, clientKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := &sshServer{client: clientKey, config: &ssh.ServerConfig{}}
	if s.host, err = ssh.NewSignerFromKey(hostKey); err != nil {
		t.Fatal(err)
	}
	allowed, err := ssh.NewPublicKey(clientKey.Public())
	if err != nil {
		t.Fatal(err)
	}
	s.config.AddHostKey(s.host)
	s.config.PublicKeyCallback = func(_ ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
		if string(key.Marshal()) != string(allowed.Marshal()) {
			return nil, fmt.Errorf("unknown key")
		}
		return &ssh.Permissions{}, nil
	}
	if s.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	var served sync.WaitGroup
	served.Go(func() { s.serve(&served) })
	t.Cleanup(func() { s.listener.Close(); served.Wait() })
	return s
}

func (s *sshServer) port() int { return s.listener.Addr().(*net.TCPAddr).Port }

func (s *sshServer) opened() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

func (s *sshServer) serve(served *sync.WaitGroup) {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		served.Go(func() {
			_, channels, requests, err := ssh.NewServerConn(conn, s.config)
			if err != nil {
				return
			}
			served.Go(func() { ssh.DiscardRequests(requests) })
			for c := range channels {
				served.Go(func() { s.forward(c) })
			}
		})
	}
}

// forward connects OpenSSH's streamlocal channel to a socket (OpenSSH PROTOCOL, section 2.4).
func (s *sshServer) forward(c ssh.NewChannel) {
	var want struct {
		Path     string
		Reserved string
		Port     uint32
	}
	if c.ChannelType() != "direct-streamlocal@openssh.com" || ssh.Unmarshal(c.ExtraData(), &want) != nil {
		_ = c.Reject(ssh.UnknownChannelType, "sockets only")
		return
	}
	target, err := net.Dial("unix", want.Path)
	if err != nil {
		_ = c.Reject(ssh.ConnectionFailed, err.Error())
		return
	}
	defer target.Close()
	channel, requests, err := c.Accept()
	if err != nil {
		return
	}
	defer channel.Close()
	go ssh.DiscardRequests(requests) // ends with the channel
	s.mu.Lock()
	s.count++
	s.mu.Unlock()
	var both sync.WaitGroup
	both.Go(func() { _, _ = io.Copy(target, channel); target.(*net.UnixConn).CloseWrite() })
	both.Go(func() { _, _ = io.Copy(channel, target); channel.CloseWrite() })
	both.Wait()
}

// wrapSSH puts a wrapper on the PATH that runs the real ssh with this server's key and known host.
func (s *sshServer) wrapSSH(t *testing.T, command string) {
	t.Helper()
	dir := t.TempDir()
	block, err := ssh.MarshalPrivateKey(s.client, "")
	if err != nil {
		t.Fatal(err)
	}
	known := knownhosts.Line([]string{knownhosts.Normalize(s.listener.Addr().String())}, s.host.PublicKey())
	for name, file := range map[string]struct {
		text string
		mode os.FileMode
	}{
		"key":    {string(pem.EncodeToMemory(block)), 0o600},
		"known":  {known + "\n", 0o600},
		"config": {fmt.Sprintf("UserKnownHostsFile %s/known\nIdentityFile %s/key\nIdentitiesOnly yes\n", dir, dir), 0o600},
		"ssh":    {fmt.Sprintf("#!/bin/sh\nexec %s -F %s/config \"$@\"\n", command, dir), 0o700},
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(file.text), file.mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
}
