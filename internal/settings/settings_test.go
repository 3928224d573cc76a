package settings

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"firedrill/internal/source"
	"firedrill/stack"
)

// load reads the settings in a new folder with this labs.yaml ("" for none), environment and arguments.
func load(t *testing.T, labs string, env map[string]string, args ...string) (*Settings, error) {
	t.Helper()
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, prefix) {
			t.Setenv(name, "") // registers the restore after the test
			os.Unsetenv(name)
		}
	}
	for name, value := range env {
		t.Setenv(name, value)
	}
	t.Chdir(t.TempDir())
	if labs != "" {
		if err := os.WriteFile("labs.yaml", []byte(labs), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	flags := pflag.NewFlagSet("firedrill", pflag.ContinueOnError)
	Flags(flags)
	if err := flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	return Load(flags)
}

func TestLoad_Precedence(t *testing.T) {
	const file = "runs: of-file\nlabs: {a: {}}\n"
	env := map[string]string{"FIREDRILL_RUNS": "of-env"}
	tests := []struct {
		name, file string
		env        map[string]string
		args       []string
		want       string
	}{
		{"default", "labs: {a: {}}\n", nil, nil, "runs"},
		{"file", file, nil, nil, "of-file"},
		{"variable", file, env, nil, "of-env"},
		{"flag", file, env, []string{"--runs=of-flag"}, "of-flag"},
		{"an empty variable says nothing", file, map[string]string{"FIREDRILL_RUNS": ""}, nil, "of-file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := load(t, tt.file, tt.env, tt.args...)
			if err != nil || s.Runs != tt.want {
				t.Errorf("runs = %+v, %v; want %q", s, err, tt.want)
			}
		})
	}
}

func TestLoad_HistoryIsFileOrPostgres(t *testing.T) {
	for _, at := range []string{"drills.db", "/var/lib/drills.db", "postgres://u@h/d", "postgresql://u@h/d"} {
		s, err := load(t, "history: "+at+"\nlabs: {a: {}}\n", map[string]string{"FIREDRILL_HISTORY": at})
		if err != nil || s.History != at {
			t.Errorf("history %q: %+v, %v", at, s, err)
		}
	}
}

func TestLoad_EnginePrecedence(t *testing.T) {
	const file = "engine: tcp://top:1\nlabs: {plain: {}, vm: {engine: 'ssh://root@vm'}, child: {extends: vm}}\n"
	tests := []struct {
		env              map[string]string
		args             []string
		plain, vm, child string
	}{
		{nil, nil, "tcp://top:1", "ssh://root@vm", "ssh://root@vm"},
		{map[string]string{"FIREDRILL_ENGINE": "tcp://env:1"}, nil, "tcp://env:1", "tcp://env:1", "tcp://env:1"},
		{map[string]string{"FIREDRILL_ENGINE": "tcp://env:1"}, []string{"--engine=tcp://flag:1"}, "tcp://flag:1", "tcp://flag:1", "tcp://flag:1"},
	}
	for _, tt := range tests {
		s, err := load(t, file, tt.env, tt.args...)
		if err != nil {
			t.Fatal(err)
		}
		if s.Labs["plain"].Engine != tt.plain || s.Labs["vm"].Engine != tt.vm || s.Labs["child"].Engine != tt.child {
			t.Errorf("%v %v: %+v", tt.env, tt.args, s.Labs)
		}
	}
}

func TestLoad_SearchesForLabsFile(t *testing.T) {
	other := filepath.Join(t.TempDir(), "other.yaml")
	if err := os.WriteFile(other, []byte("labs: {of-other: {}}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, here string
		env        map[string]string
		args       []string
		want       string
	}{
		{"the shipped ones", "", nil, nil, "fragile"},
		{"this folder's", "labs: {of-here: {}}\n", nil, nil, "of-here"},
		{"the variable's", "labs: {of-here: {}}\n", map[string]string{"FIREDRILL_LABS": other}, nil, "of-other"},
		{"the flag's", "labs: {of-here: {}}\n", map[string]string{"FIREDRILL_LABS": "nowhere"}, []string{"--labs", other}, "of-other"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := load(t, tt.here, tt.env, tt.args...)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Find(tt.want); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestLoad_KeepsCaseOfNames(t *testing.T) {
	f, root := source.Open("f", []byte("[db_Timeout=1s, 'DB_TIMEOUT=30S', DB_POOL=4]"))
	if got := readEnv(root, checkKnob); got[0] != "db_Timeout=1s" || got[1] != "DB_TIMEOUT=30S" {
		t.Errorf("%q, %v", got, f.Err())
	}
	s, err := load(t, "labs: {a: {services: {shop: {env: [DB_TIMEOUT=250ms]}}}}\n", nil)
	if err != nil || s.Labs["a"].Services[stack.Shop].Env[0] != "DB_TIMEOUT=250ms" {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestLoad_NamesMistakesInFlagsAndVariables(t *testing.T) {
	tests := []struct {
		name string
		env  map[string]string
		args []string
		want string
	}{
		{"unknown variable", map[string]string{"FIREDRILL_RUN": "x"}, nil, "unknown variable \"FIREDRILL_RUN\"\nhint: did you mean FIREDRILL_RUNS?"},
		{"variable", map[string]string{"FIREDRILL_IMAGES": "pul"}, nil, "FIREDRILL_IMAGES: unknown source of images \"pul\"\nhint: did you mean pull?"},
		{"flag", map[string]string{"FIREDRILL_IMAGES": "build"}, []string{"--images=bild"}, "--images: unknown source of images \"bild\"\nhint: did you mean build?"},
		{"engine", nil, []string{"--engine=lab-vm"}, "--engine: \"lab-vm\" is not an engine's address\nhint: such as unix:///var/run/docker.sock, tcp://10.0.0.7:2376 or ssh://root@lab-vm"},
		{"history", map[string]string{"FIREDRILL_HISTORY": "mysql://u:secret@h/d"}, nil, "FIREDRILL_HISTORY: a history can't be at \"mysql://\"\nhint: a file's path, or a URL such as postgres://firedrill@db.lan/drills"},
		{"no file", nil, []string{"--labs=gone.yaml"}, "gone.yaml: no such file\nhint: without --labs and FIREDRILL_LABS, the labs that ship are used"},
		{"a folder", nil, []string{"--labs=."}, ".: cannot be read: not a regular file\nhint: name a file; - is standard input where a scenario is expected"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := load(t, "", tt.env, tt.args...)
			if err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
			if mistake := (source.Mistake{}); !errors.As(err, &mistake) {
				t.Errorf("%T is no mistake", err)
			}
		})
	}
}

func TestLoad_IgnoresVariablesOfTestsAndOtherPackages(t *testing.T) {
	if _, err := load(t, "", map[string]string{"FIREDRILL_TEST_X": "1", "FIREDRILL_STATE": "/x"}); err != nil {
		t.Error(err)
	}
}
