package chaos

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// SiteLab is a lab whose site can be visited as its users do, for what a probe doesn't tell.
type SiteLab interface {
	// Visit makes one request to the site, over a connection of its own.
	Visit(ctx context.Context, v Visit) Seen
	// Served shakes hands with the site and tells which certificate it serves, trusted or not.
	Served(ctx context.Context) (Served, Answer)
}

// Visit is one request to the site.
type Visit struct {
	Path  string
	Send  string // a JSON body, which makes it a POST
	Token string // of a user who has logged in
	Plain bool   // to the port without TLS
	To    string // the replica of the app that is asked, past the balancer; "" for the site
}

// Seen is what a visit got.
type Seen struct {
	Answer
	Status  int // 0 when there was no answer
	Body    string
	Replica string // of the app, which answered; "" when none says so
	Timing  string // where the app says that its time went, as Server-Timing
}

// Served is a certificate as a client gets to see it.
type Served struct {
	Serial string
	Issuer string
	Names  []string
	Until  time.Time
}

// FileLab is what containers offer whose files can be read and replaced, whether they run or not.
type FileLab interface {
	ReadFile(ctx context.Context, service, path string) ([]byte, error)
	// WriteFile replaces a file that anyone may read. Once begun it is finished.
	WriteFile(ctx context.Context, service, path string, data []byte) error
}

// Where a lab's balancer has what faults change. The stack puts it there.
const (
	NginxConf        = "/etc/firedrill/nginx.conf"
	NginxOriginal    = NginxConf + ".orig"         // as the lab came up with it; there once it was changed
	NginxWorker      = "/-/worker"                 // answers with the process id of the worker that serves it
	NginxStatus      = "/-/status"                 // answers with how many connections it has and has had
	NginxCertificate = "/etc/firedrill/tls/site"   // with .crt and .key: the one that the site serves
	NginxOutdated    = "/etc/firedrill/tls/site-1" // for the site, run out
	NginxElsewhere   = "/etc/firedrill/tls/site-2" // for another host
	NginxSelfMade    = "/etc/firedrill/tls/site-3" // for the site, from an authority that nobody trusts
)

// SiteOf returns a lab as one whose site can be visited.
func SiteOf(lab Lab) (SiteLab, error) {
	if l, ok := lab.(SiteLab); ok {
		return l, nil
	}
	return nil, errors.New("the lab's site can't be visited")
}

// FilesOf returns containers as such whose files can be replaced.
func FilesOf(lab Lab) (FileLab, error) {
	if f, ok := lab.Containers().(FileLab); ok {
		return f, nil
	}
	return nil, errors.New("the files of the lab's containers can't be reached")
}

// Said is what a visit got, with its status.
func (s Seen) Said() string { return fmt.Sprintf("%s, status %d", s.Answer, s.Status) }
