package respond

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"text/tabwriter"
	"time"

	"firedrill/chaos"
)

// Certificate describes the certificate that nginx is configured to serve.
type Certificate struct {
	File    string    `json:"file"`
	Subject string    `json:"subject"`
	Names   []string  `json:"names"`
	Issuer  string    `json:"issuer"`
	From    time.Time `json:"from"`
	Until   time.Time `json:"until"`
}

// certificateLine matches the lines of the configuration that name the certificate and its key.
var certificateLine = regexp.MustCompile(`(?m)^(\s*ssl_certificate(?:_key)?\s+)\S+?(\.(?:crt|key);)`)

// certificateFile matches the certificate's line only.
var certificateFile = regexp.MustCompile(`(?m)^\s*ssl_certificate\s+(\S+);`)

// Certificate reads the certificate that is served.
func (d *Desk) Certificate(ctx context.Context) (Certificate, error) {
	conf, err := d.Config(ctx)
	if err != nil {
		return Certificate{}, err
	}
	found := certificateFile.FindStringSubmatch(conf)
	if found == nil {
		return Certificate{}, errors.New("the configuration contains no certificate")
	}
	data, err := d.readProxy(ctx, found[1])
	if err != nil {
		return Certificate{}, err
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return Certificate{}, fmt.Errorf("%q contains no certificate", found[1])
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return Certificate{}, fmt.Errorf("%q: %w", found[1], err)
	}
	return Certificate{File: found[1], Subject: c.Subject.CommonName, Names: c.DNSNames, Issuer: c.Issuer.CommonName,
		From: c.NotBefore, Until: c.NotAfter}, nil
}

// Text writes one property per line.
func (c Certificate) Text(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "file\t%s\nnames\t%s\nissuer\t%s\nfrom\t%s\nuntil\t%s\n", c.File, strings.Join(c.Names, " "), c.Issuer,
		c.From.UTC().Format(time.DateTime), c.Until.UTC().Format(time.DateTime))
	return t.Flush()
}

// RenewCertificate configures nginx to serve the site's original certificate, and returns what nginx does now.
func (d *Desk) RenewCertificate(ctx context.Context) (string, error) {
	conf, err := d.Config(ctx)
	if err != nil {
		return "", err
	}
	return d.SetConfig(ctx, certificateLine.ReplaceAllString(conf, "${1}"+chaos.NginxCertificate+"${2}"), false)
}
