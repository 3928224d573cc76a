package debian

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/url"
	"os"
	"path"
	"strings"
)

// deb is one package in apt-get's output.
type deb struct {
	file    string // its file name: name_version_arch.deb
	name    string
	version string
	arch    string
	sha256  string
}

// parseURIs parses the output of "apt-get --print-uris": 'uri' file size HASH:sum.
func parseURIs(out string) []deb {
	var debs []deb
	for line := range strings.Lines(out) {
		f := strings.Fields(line)
		if len(f) < 4 || !strings.HasPrefix(f[0], "'") {
			continue
		}
		part := strings.Split(strings.TrimSuffix(f[1], ".deb"), "_")
		sum, ok := strings.CutPrefix(f[3], "SHA256:")
		if len(part) != 3 || !ok {
			continue
		}
		version, err := url.PathUnescape(part[1])
		if err != nil {
			continue
		}
		debs = append(debs, deb{file: f[1], name: part[0], version: version, arch: part[2], sha256: sum})
	}
	return debs
}

// skipped lists name prefixes of packages that a service depends on but that an image does not need: the maintainers'
// scripts use them, or a function that a lab does not have. They are added if a file turns out to be missing.
var skipped = []string{"adduser", "coreutils", "debconf", "dpkg", "gawk", "gcc-", "init-system-helpers", "iproute2",
	"libacl1", "libaudit", "libbpf", "libbsd0", "libcap-ng0", "libdb5", "libelf", "libfile-find", "libgdbm", "libjson", "libllvm",
	"libmnl", "libnumber-compare", "libpam-", "libperl", "libsemanage", "libsepol", "libtext-glob", "libtirpc-common",
	"libxtables", "libz3", "libc-bin", "libc-l10n", "libcap2-bin", "locales", "login", "lsb-", "mawk", "netbase", "openssl",
	"passwd", "perl", "postgresql-client-common", "postgresql-common", "procps", "readline-common", "sed", "sensible",
	"ssl-cert", "sysvinit", "tar", "ucf", "usrmerge"}

// needed returns the packages that are not skipped.
func needed(debs []deb) []deb {
	var out []deb
	for _, d := range debs {
		if !hasAnyPrefix(d.name, skipped) {
			out = append(out, d)
		}
	}
	return out
}

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// versionOf returns the upstream version of the package that matches the pattern: 5:7.0.15-1~deb12u10 becomes 7.0.15.
func versionOf(debs []deb, pattern string) string {
	for _, d := range debs {
		if ok, _ := path.Match(pattern, d.name); ok {
			return upstream(d.version)
		}
	}
	return "unknown"
}

func upstream(version string) string {
	if _, after, ok := strings.Cut(version, ":"); ok {
		version = after
	}
	if i := strings.LastIndex(version, "-"); i > 0 {
		version = version[:i]
	}
	version, _, _ = strings.Cut(version, "+")
	version, _, _ = strings.Cut(version, "~")
	return version
}

// intact reports that a file of the cache is the complete package.
func (d deb) intact(file string) bool {
	f, err := os.Open(file)
	if err != nil {
		return false
	}
	defer f.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	return err == nil && hex.EncodeToString(sum.Sum(nil)) == d.sha256
}
