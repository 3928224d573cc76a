package labtest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"

	"firedrill/chaos"
	"firedrill/internal/record"
)

// Conf is a balancer's configuration in short, with the lines that faults look for.
const Conf = `events {
    worker_connections 1024;
}
http {
    server_tokens off;
    keepalive_timeout 65s;
    client_max_body_size 1m;
    upstream shop {
        server shop-1:8080 max_fails=0;
    }
    server {
        server_name shop.lab localhost;
        ssl_certificate ` + chaos.NginxCertificate + `.crt;
        ssl_certificate_key ` + chaos.NginxCertificate + `.key;
        location / {
            proxy_read_timeout 60s;
        }
    }
}
`

func (c containers) ReadFile(_ context.Context, name, path string) ([]byte, error) {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	now := c.l.current(name)
	if now == nil {
		return nil, fmt.Errorf("no container of %q", name)
	}
	text, ok := now.files[path]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return []byte(text), nil
}

func (c containers) WriteFile(ctx context.Context, name, path string, data []byte) error {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	work, _, err := c.call("WriteFile", name)
	now := c.l.current(name)
	if !work || now == nil || ctx.Err() != nil {
		return errors.Join(err, ctx.Err())
	}
	now.files[path] = string(data)
	return err
}

// reload has nginx read its file. What it can't read it refuses, and goes on.
func (c containers) reload(name string) error {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	work, _, err := c.call("Kill", name)
	now := c.l.current(name)
	switch {
	case !work:
		return err
	case now == nil || now.status != "running":
		return errors.New("it does not run")
	case sound(now.files[chaos.NginxConf]):
		now.loaded = now.files[chaos.NginxConf]
		now.worker++
	}
	return err
}

// boot starts nginx, which can't live with a file that it can't read.
func (c containers) boot(now *container) {
	now.loaded = now.files[chaos.NginxConf]
	now.worker++
	if !sound(now.loaded) {
		now.status, now.code = "exited", 1
	}
}

// sound says whether each line ends as one of nginx's must.
func sound(conf string) bool {
	for line := range strings.Lines(conf) {
		if line = strings.TrimSpace(line); line != "" && !strings.ContainsAny(line[len(line)-1:], ";{}") {
			return false
		}
	}
	return true
}

// Visit answers as an nginx with the loaded configuration would, to someone who is not alone.
func (l *Lab) Visit(ctx context.Context, v chaos.Visit) chaos.Seen {
	if a := l.Probe(ctx, "nginx"); !a.OK {
		return chaos.Seen{Answer: a}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.current("nginx")
	if v.Path == chaos.NginxWorker {
		return chaos.Seen{Answer: chaos.Answer{OK: true}, Status: 200, Body: strconv.Itoa(now.worker)}
	}
	limit, err := strconv.Atoi(value(now.loaded, "client_max_body_size"))
	connections, _ := strconv.Atoi(value(now.loaded, "worker_connections"))
	switch {
	case err == nil && len(v.Send) > limit:
		return status(413)
	case strings.HasSuffix(value(now.loaded, "proxy_read_timeout"), "ms") && v.Path == "/login":
		return status(504)
	case strings.Contains(now.loaded, "limit_req "):
		return status(503)
	case connections < 16:
		return chaos.Seen{Answer: chaos.Answer{Class: record.ClassReset}}
	case !strings.Contains(now.loaded, "server shop-1:8080 "):
		return status(502)
	}
	return l.visitApp(v)
}

// Served tells of the certificate that the loaded configuration names.
func (l *Lab) Served(ctx context.Context) (chaos.Served, chaos.Answer) {
	if a := l.Probe(ctx, "nginx"); !a.OK {
		return chaos.Served{}, a
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	path := strings.TrimSuffix(value(l.current("nginx").loaded, "ssl_certificate"), ".crt")
	if path == chaos.NginxCertificate {
		return chaos.Served{Serial: "1"}, chaos.Answer{OK: true}
	}
	return chaos.Served{Serial: path}, chaos.Answer{Class: record.ClassTLS}
}

func status(code int) chaos.Seen {
	class := record.ClassHTTP4
	if code >= 500 {
		class = record.ClassHTTP5Nginx
	}
	return chaos.Seen{Answer: chaos.Answer{Class: class}, Status: code}
}

// value is what a directive is set to.
func value(conf, directive string) string {
	m := regexp.MustCompile(`(?m)^\s*` + directive + `\s+([^;]+);`).FindStringSubmatch(conf)
	if m == nil {
		return ""
	}
	return m[1]
}

var (
	_ chaos.HTTP   = (*Lab)(nil)
	_ chaos.Config = containers{}
)
