package engine

import "testing"

func TestLocateTakesTheNearestWord(t *testing.T) {
	env := func(pairs ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	only := func(path string) func(string) bool { return func(p string) bool { return p == path } }
	tests := []struct {
		name, named string
		getenv      func(string) string
		exists      func(string) bool
		want        string
	}{
		{"a flag wins", "tcp://a:1", env("DOCKER_HOST", "tcp://b:1"), only(""), "tcp://a:1"},
		{"then DOCKER_HOST", "", env("DOCKER_HOST", "ssh://b"), only(systemSocket), "ssh://b"},
		{"then the system's socket", "", env("XDG_RUNTIME_DIR", "/run/user/1"), func(string) bool { return true }, "unix:///var/run/docker.sock"},
		{"then a rootless engine's", "", env("XDG_RUNTIME_DIR", "/run/user/1"), only("/run/user/1/docker.sock"), "unix:///run/user/1/docker.sock"},
		{"then Docker Desktop's", "", env("HOME", "/home/a"), only("/home/a/.docker/run/docker.sock"), "unix:///home/a/.docker/run/docker.sock"},
		{"none there: the system's, to be named in the error", "", env(), only(""), "unix:///var/run/docker.sock"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Locate(tt.named, tt.getenv, tt.exists); got != tt.want {
				t.Errorf("Locate = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestSSHArgsForwardTheSocket(t *testing.T) {
	got, err := sshArgs("ssh://root@lab-vm:2222/run/podman.sock", "/tmp/x.sock")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"-L", "/tmp/x.sock:/run/podman.sock", "-p", "2222", "-l", "root", "--", "lab-vm"}
	tail := got[len(got)-len(want):]
	for i := range want {
		if tail[i] != want[i] {
			t.Fatalf("sshArgs = %q, want it to end in %q", got, want)
		}
	}
	for _, bad := range []string{"ssh://", "ssh:///var/run/docker.sock"} {
		if _, err := sshArgs(bad, "/tmp/x.sock"); err == nil {
			t.Errorf("sshArgs(%q) gives no error", bad)
		}
	}
}
