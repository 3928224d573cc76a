package debian

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"firedrill/stack/images/imagetar"
)

const libDir = "/usr/lib/x86_64-linux-gnu/"

func linked(t *testing.T) imagetar.Tree {
	loader := "/lib64/ld.so.2"
	return imagetar.Tree{
		"/usr/sbin/server":         {Mode: 0o755, Data: program(t, loader, "liba.so.1")},
		libDir + "liba.so.1":       imagetar.Link(libDir + "liba.so.1.2.3"),
		libDir + "liba.so.1.2.3":   {Data: program(t, "", "libc.so.6")},
		libDir + "libc.so.6":       {Data: program(t, loader)},
		libDir + "libz.so.1":       {Data: program(t, "", "libc.so.6")},
		"/usr/lib64/ld.so.2":       imagetar.Link(libDir + "ld.so.2"),
		libDir + "ld.so.2":         {Data: program(t, "")},
		"/usr/lib/other/liba.so.1": {Data: program(t, "", "libnowhere.so")},
		"/usr/share/server/a":      imagetar.Text(0o644, "a"),
		"/usr/share/server/sub/b":  imagetar.Text(0o644, "b"),
		"/usr/share/server2/c":     imagetar.Text(0o644, "c"),
	}
}

func TestClosure_KeepsProgramWithItsLibraries(t *testing.T) {
	c := newClosure(linked(t))
	if found, err := c.keep("/usr/sbin/server"); err != nil || !found {
		t.Fatal(found, err)
	}
	want := []string{libDir + "ld.so.2", libDir + "liba.so.1", libDir + "liba.so.1.2.3", libDir + "libc.so.6", "/usr/lib64/ld.so.2", "/usr/sbin/server"}
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(c.kept)); !slices.Equal(got, want) {
		t.Errorf("kept\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestClosure_NamesMissingLibraryAndItsUser(t *testing.T) {
	all := linked(t)
	delete(all, libDir+"libc.so.6")
	_, err := newClosure(all).keep("/usr/sbin/server")
	if want := `no package brings "libc.so.6", which "` + libDir + `liba.so.1.2.3" needs`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestLinkedTo_BrokenProgramIsAnError(t *testing.T) {
	all := imagetar.Tree{"/usr/bin/x": imagetar.Text(0o755, "\x7fELF and nothing more")}
	if _, err := newClosure(all).keep("/usr/bin/x"); err == nil || !strings.Contains(err.Error(), `"/usr/bin/x"`) {
		t.Errorf("got %v", err)
	}
}

func TestKeep_Patterns(t *testing.T) {
	for _, c := range []struct {
		pattern, path string
		want          bool
	}{
		{"/usr/bin/x", "/usr/bin/x", true},
		{"/usr/bin/*", "/usr/bin/x", true},
		{"/usr/bin/*", "/usr/bin/x/y", false},
		{"/usr/lib/pg/*/bin/pg", "/usr/lib/pg/15/bin/pg", true},
		{"/usr/share/pg/*/tz/", "/usr/share/pg/15/tz/a", true},
		{"/usr/share/pg/*/tz/", "/usr/share/pg/15/tz/a/b", true},
		{"/usr/share/pg/*/tz/", "/usr/share/pg/15/tz", false},
		{"/usr/share/pg/*/tz/", "/usr/share/pg/15/tzx/a", false},
	} {
		if got := matches(c.pattern, c.path); got != c.want {
			t.Errorf("%q matches %q: %v, want %v", c.pattern, c.path, got, c.want)
		}
	}
}

func TestIsLibrary_OnlyInTheLoadersFolders(t *testing.T) {
	for p, want := range map[string]bool{
		libDir + "libc.so.6": true, "/usr/lib/aarch64-linux-gnu/libc.so.6": true, "/usr/lib64/ld.so.2": true, "/usr/lib/liba.so": true,
		libDir + "perl/liba.so": false, "/usr/lib/postgresql/15/lib/x.so": false, libDir + "libc.a": false,
	} {
		if got := isLibrary(p); got != want {
			t.Errorf("%s: %v, want %v", p, got, want)
		}
	}
}
