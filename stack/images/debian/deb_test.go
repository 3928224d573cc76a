package debian

import (
	"slices"
	"testing"
)

func TestParseURIs(t *testing.T) {
	got := parseURIs(`Reading package lists...
The following NEW packages will be installed:
  libc6 libcap2
'http://deb.debian.org/pool/libc6_2.36-9%2bdeb12u14_amd64.deb' libc6_2.36-9+deb12u14_amd64.deb 2759320 SHA256:ba4f
'http://deb.debian.org/pool/libcap2_2.66_amd64.deb' libcap2_1%3a2.66-4+deb12u3_amd64.deb 27708 SHA256:22c2
'http://old.example/x_1_all.deb' x_1_all.deb 10 MD5Sum:00
'http://short.example/y'
`)
	want := []deb{
		{file: "libc6_2.36-9+deb12u14_amd64.deb", name: "libc6", version: "2.36-9+deb12u14", arch: "amd64", sha256: "ba4f"},
		{file: "libcap2_1%3a2.66-4+deb12u3_amd64.deb", name: "libcap2", version: "1:2.66-4+deb12u3", arch: "amd64", sha256: "22c2"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
}

func TestVersionOf_IsTheUpstreamVersion(t *testing.T) {
	for in, want := range map[string]string{
		"5:7.0.15-1~deb12u10": "7.0.15", "1.22.1-9+deb12u10": "1.22.1", "15.20-0+deb12u1": "15.20", "2.8.2+ds1-1": "2.8.2",
		"1.24.0-2ubuntu7.1": "1.24.0", "248": "248",
	} {
		if got := upstream(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	debs := []deb{{name: "postgresql", version: "15+248"}, {name: "postgresql-client-15", version: "9-1"}, {name: "postgresql-15", version: "15.20-0"}}
	if got := versionOf(debs, Postgres().Version); got != "15.20" {
		t.Errorf("version of postgres: %s", got)
	}
}

func TestTag_DependsOnTheSpec(t *testing.T) {
	if one, again := Nginx().Tag(), Nginx().Tag(); one != again {
		t.Error("the same spec has two tags")
	}
	other := Nginx()
	other.Keep = append(slices.Clone(other.Keep), "/etc/more")
	if other.Tag() == Nginx().Tag() {
		t.Error("another spec has the same tag")
	}
}

func TestComplaint_IsTheFirstError(t *testing.T) {
	got := complaint("W: old lists\nE: Unable to locate package nginx-light\nE: then another\n", errNoApt)
	if got != "Unable to locate package nginx-light" {
		t.Errorf("got %q", got)
	}
}
