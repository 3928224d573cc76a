package load

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"

	"firedrill/internal/record"
)

// handshakeError marks an error of the TLS handshake that is not the network's.
type handshakeError struct{ error }

func (e handshakeError) Unwrap() error { return e.error }

// replyError marks an answer that came, but cannot be read as one.
type replyError struct{ error }

func (e replyError) Unwrap() error { return e.error }

// ErrorClass names an error of a connection or a request in the operator's words: a class of package record, "" for nil.
// A lookup that times out is dns, a handshake that times out is timeout.
func ErrorClass(err error) string {
	switch {
	case err == nil:
		return ""
	case is[*net.DNSError](err):
		return record.ClassDNS
	case timedOut(err):
		return record.ClassTimeout
	case refused(err):
		return record.ClassRefused
	case is[replyError](err):
		return record.ClassBadBody
	case reset(err):
		return record.ClassReset
	case untrusted(err):
		return record.ClassTLS
	}
	return record.ClassOther
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func timedOut(err error) bool {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) {
		return true
	}
	network, ok := errors.AsType[net.Error](err)
	return ok && network.Timeout()
}

// refused counts "no route to host" in: to the user nobody was there.
func refused(err error) bool {
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.EHOSTUNREACH) || errors.Is(err, syscall.ENETUNREACH)
}

// reset counts in a connection that was closed before it answered: the user sees no difference.
func reset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNABORTED) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

func untrusted(err error) bool {
	return is[handshakeError](err) || is[tls.AlertError](err) || is[tls.RecordHeaderError](err) ||
		is[*tls.CertificateVerificationError](err) || is[x509.UnknownAuthorityError](err) ||
		is[x509.HostnameError](err) || is[x509.CertificateInvalidError](err)
}

// statusClass names a status that is not what the user asked for.
func statusClass(status int, source string) string {
	switch {
	case status >= 500 && source == sourceApp:
		return record.ClassHTTP5App
	case status >= 500:
		return record.ClassHTTP5Nginx
	case status >= 400:
		return record.ClassHTTP4
	case status >= 200 && status < 300:
		return ""
	}
	return record.ClassOther
}

// Who made a status.
const (
	sourceNginx = "nginx"
	sourceApp   = "app"
)

// StatusClass names the status of an answer with that header, in the operator's words: "" when it is good.
func StatusClass(status int, header http.Header) string { return statusClass(status, source(header)) }

// source says who made an answer: the app signs with its replica's name, and nginx with nothing.
func source(header http.Header) string {
	if header.Get("X-Replica") != "" {
		return sourceApp
	}
	return sourceNginx
}
