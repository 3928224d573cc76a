package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"strings"
	"testing"
)

// metaFile and certFile return where the docker command keeps a context.
func metaFile(name string) string { return contextFolder("meta", name) + "/meta.json" }

func certFile(name, file string) string { return contextFolder("tls", name) + "/docker/" + file }

func contextFolder(kind, name string) string {
	sum := sha256.Sum256([]byte(name))
	return "/home/a/.docker/contexts/" + kind + "/" + hex.EncodeToString(sum[:])
}

func surroundingsOf(env, files map[string]string) surroundings {
	return surroundings{
		getenv: func(name string) string { return env[name] },
		exists: func(path string) bool {
			for file := range files {
				if file == path || strings.HasPrefix(file, path+"/") {
					return true
				}
			}
			return false
		},
		readFile: func(path string) ([]byte, error) {
			if text, ok := files[path]; ok {
				return []byte(text), nil
			}
			return nil, fs.ErrNotExist
		},
	}
}

func TestLocate_FollowsTheDockerCommand(t *testing.T) {
	const config, current = "/home/a/.docker/config.json", `{"currentContext": "lab"}`
	lab := map[string]string{config: current, metaFile("lab"): `{"Name": "lab", "Endpoints": {"docker": {"Host": "tcp://lab:2376", "SkipTLSVerify": false}}}`,
		metaFile("other"): `{"Endpoints": {"docker": {"Host": "ssh://other"}}}`, metaFile("bare"): `{"Endpoints": {}}`,
		certFile("lab", "ca.pem"): "", certFile("lab", "cert.pem"): "", certFile("lab", "key.pem"): ""}
	type env = map[string]string
	tests := []struct {
		name, named string
		env, files  map[string]string
		want        Place
		err         string
	}{
		{name: "a flag wins", named: "tcp://a:1", env: env{"DOCKER_HOST": "tcp://b:1"}, want: Place{Host: "tcp://a:1", From: "the settings of firedrill"}},
		{name: "then DOCKER_HOST", env: env{"DOCKER_HOST": "ssh://b", "DOCKER_CONTEXT": "lab", "HOME": "/home/a"}, files: lab, want: Place{Host: "ssh://b", From: "DOCKER_HOST"}},
		{name: "then DOCKER_CONTEXT", env: env{"DOCKER_CONTEXT": "other", "HOME": "/home/a"}, files: lab, want: Place{Host: "ssh://other", From: `docker context "other" of DOCKER_CONTEXT`}},
		{name: "then the current context, with its certificates", env: env{"HOME": "/home/a"}, files: lab,
			want: Place{Host: "tcp://lab:2376", From: `docker context "lab" of ` + config, Certs: contextFolder("tls", "lab") + "/docker"}},
		{name: "the context's own address keeps its certificates", named: "tcp://lab:2376", env: env{"HOME": "/home/a"}, files: lab,
			want: Place{Host: "tcp://lab:2376", From: "the settings of firedrill", Certs: contextFolder("tls", "lab") + "/docker"}},
		{name: "DOCKER_CONTEXT=default is no context", env: env{"DOCKER_CONTEXT": "default", "HOME": "/home/a"}, files: lab, want: Place{Host: "unix:///var/run/docker.sock", From: "the default socket"}},
		{name: "DOCKER_CONFIG moves the files", env: env{"DOCKER_CONFIG": "/etc/d", "HOME": "/home/a"}, files: lab, want: Place{Host: "unix:///var/run/docker.sock", From: "the default socket"}},
		{name: "an unknown context", env: env{"DOCKER_CONTEXT": "typo", "HOME": "/home/a"}, files: lab, err: `there is no docker context "typo" (from DOCKER_CONTEXT)`},
		{name: "a context without an engine", env: env{"DOCKER_CONTEXT": "bare", "HOME": "/home/a"}, files: lab, err: `docker context "bare" has no docker engine`},
		{name: "a broken configuration", env: env{"HOME": "/home/a"}, files: env{config: "{"}, err: `"` + config + `" cannot be read`},
		{name: "half of the certificates", env: env{"HOME": "/home/a"}, files: env{config: current, metaFile("lab"): lab[metaFile("lab")], certFile("lab", "ca.pem"): ""}, err: `docker context "lab" has no "cert.pem"`},
		{name: "then the system's socket", env: env{"XDG_RUNTIME_DIR": "/run/user/1"}, files: env{"/var/run/docker.sock": "", "/run/user/1/docker.sock": ""}, want: Place{Host: "unix:///var/run/docker.sock", From: "the default socket"}},
		{name: "then a rootless engine's", env: env{"XDG_RUNTIME_DIR": "/run/user/1"}, files: env{"/run/user/1/docker.sock": ""}, want: Place{Host: "unix:///run/user/1/docker.sock", From: "the default socket"}},
		{name: "then Docker Desktop's", env: env{"HOME": "/home/a"}, files: env{"/home/a/.docker/run/docker.sock": ""}, want: Place{Host: "unix:///home/a/.docker/run/docker.sock", From: "the default socket"}},
		{name: "none there: the system's, to be named in the error", want: Place{Host: "unix:///var/run/docker.sock", From: "the default socket"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := locate(tt.named, surroundingsOf(tt.env, tt.files))
			if got != tt.want {
				t.Errorf("locate = %+v, want %+v", got, tt.want)
			}
			if (err != nil) != (tt.err != "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("error = %v, want %q", err, tt.err)
			}
		})
	}
}

func TestSSHArgs_ForwardsTheSocket(t *testing.T) {
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
