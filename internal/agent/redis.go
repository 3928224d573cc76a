package agent

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
)

// probeRedis pings Redis without a client library, over one connection. A library's pool dials again in the
// background after a failure and writes to the log; a probe must do neither.
func probeRedis(ctx context.Context, _ ProbeRequest) (ProbeReply, error) {
	address, err := url.Parse(os.Getenv(EnvRedis))
	if err != nil || address.Host == "" {
		return ProbeReply{}, errors.New(EnvRedis + " holds no redis url") // the value is a secret
	}
	c, err := new(net.Dialer).DialContext(ctx, "tcp", withPort(address.Host, "6379"))
	if err != nil {
		return ProbeReply{}, err
	}
	defer c.Close()
	if deadline, ok := ctx.Deadline(); ok {
		if err := c.SetDeadline(deadline); err != nil {
			return ProbeReply{}, err
		}
	}
	r := bufio.NewReader(c)
	if auth := authCommand(address.User); auth != nil {
		if _, err := command(c, r, auth); err != nil {
			return ProbeReply{}, err
		}
	}
	pong, err := command(c, r, []string{"PING"})
	return ProbeReply{Detail: pong}, err
}

func withPort(host, port string) string {
	if _, _, err := net.SplitHostPort(host); err == nil {
		return host
	}
	return net.JoinHostPort(host, port)
}

// authCommand returns the AUTH command for the URL's credentials; nil without a password.
func authCommand(user *url.Userinfo) []string {
	password, ok := user.Password()
	switch {
	case !ok:
		return nil
	case user.Username() == "":
		return []string{"AUTH", password}
	}
	return []string{"AUTH", user.Username(), password}
}

// command sends one command as a RESP array of bulk strings, and reads a one-line reply.
func command(c net.Conn, r *bufio.Reader, words []string) (string, error) {
	var b []byte
	b = fmt.Appendf(b, "*%d\r\n", len(words))
	for _, w := range words {
		b = fmt.Appendf(b, "$%d\r\n%s\r\n", len(w), w)
	}
	if _, err := c.Write(b); err != nil {
		return "", err
	}
	line, err := r.ReadString('\n')
	if err != nil {
		return "", err
	}
	line = strings.TrimSpace(line)
	if answer, ok := strings.CutPrefix(line, "+"); ok {
		return answer, nil
	}
	return "", fmt.Errorf("redis says %q", line)
}
