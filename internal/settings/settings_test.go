package settings

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"firedrill"
	"firedrill/internal/source"
	"firedrill/stack"
)

// load reads the settings in a fresh folder with that labs.yaml ("" for none), that environment and those arguments.
func load(t *testing.T, labs string, env map[string]string, args ...string) (*Settings, error) {
	t.Helper()
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, prefix) {
			t.Setenv(name, "") // so that it comes back
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

func TestAFlagComesBeforeAVariableBeforeTheFileBeforeTheDefault(t *testing.T) {
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

func TestALabsOwnEngineStandsBetweenTheFilesAndAVariable(t *testing.T) {
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

func TestWhereLabsAreLookedFor(t *testing.T) {
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

func TestANameComesThroughAsWritten(t *testing.T) {
	f, root := source.Open("f", []byte("[db_Timeout=1s, 'DB_TIMEOUT=30S', DB_POOL=4]"))
	if got := readEnv(root); got[0] != "db_Timeout=1s" || got[1] != "DB_TIMEOUT=30S" {
		t.Errorf("%q, %v", got, f.Err())
	}
	s, err := load(t, "labs: {a: {services: {shop: {env: [DB_TIMEOUT=250ms]}}}}\n", nil)
	if err != nil || s.Labs["a"].Services[stack.Shop].Env[0] != "DB_TIMEOUT=250ms" {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestMistakesOutsideTheFileAreNamedWhereTheyStand(t *testing.T) {
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
		{"no file", nil, []string{"--labs=gone.yaml"}, "gone.yaml: no such file\nhint: without --labs and FIREDRILL_LABS, the labs that ship are used"},
		{"a folder", nil, []string{"--labs=."}, ".: cannot be read: is a directory"},
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

func TestVariablesOfTestsAndOfOtherPartsAreLeftAlone(t *testing.T) {
	if _, err := load(t, "", map[string]string{"FIREDRILL_TEST_X": "1", "FIREDRILL_STATE": "/x"}); err != nil {
		t.Error(err)
	}
}

func TestTheShippedLabsDifferInKnobsAlone(t *testing.T) {
	file, bad := readLabs("labs.yaml", firedrill.Labs)
	if bad != nil {
		t.Fatal(bad)
	}
	fragile, hardened := file.labs["fragile"], file.labs["hardened"]
	if fragile.Name != "fragile" || hardened.Name != "hardened" || file.top["images"] != "auto" {
		t.Fatalf("%+v", file)
	}
	for _, name := range stack.ServiceNames {
		f, h := fragile.Services[name], hardened.Services[name]
		if f.CPUs == 0 || f.Memory == 0 || f.Pids == 0 || f.Replicas == 0 {
			t.Errorf("%s is not limited: %+v", name, f)
		}
		if name == stack.Shop && slices.Equal(f.Env, h.Env) {
			t.Error("the shop's knobs are the same")
		}
		f.Env, h.Env = nil, nil
		if f.Image != h.Image || f.Replicas != h.Replicas || f.CPUs != h.CPUs || f.Memory != h.Memory || f.Pids != h.Pids {
			t.Errorf("%s differs: %+v and %+v", name, f, h)
		}
	}
}

func TestExtendsLaysOneLabOverAnother(t *testing.T) {
	s, err := load(t, `labs:
  c: {extends: b, services: {shop: {env: [DB_POOL=9]}}}
  b: {extends: a, about: second, services: {shop: {env: [DB_TIMEOUT=1s, BREAKER=on]}, redis: {memory: 64MiB}}}
  a: {about: first, services: {shop: {replicas: 2, env: [DB_POOL=4, DB_TIMEOUT=30s]}, redis: {pids: 32, cpus: 0.5}}}
`, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := s.Labs["c"]
	if got := strings.Join(c.Services[stack.Shop].Env, " "); got != "DB_POOL=9 DB_TIMEOUT=1s BREAKER=on" {
		t.Errorf("env %q", got)
	}
	if c.About != "second" || c.Name != "c" || c.Services[stack.Shop].Replicas != 2 {
		t.Errorf("%+v", c)
	}
	if r := c.Services[stack.Redis]; r.Memory != 64<<20 || r.Pids != 32 || r.CPUs != 0.5 {
		t.Errorf("%+v", r)
	}
	if a := s.Labs["a"].Services[stack.Shop].Env; strings.Join(a, " ") != "DB_POOL=4 DB_TIMEOUT=30s" {
		t.Errorf("the parent was changed: %q", a)
	}
}

func TestAFileHoldsOnlyWhatDiffersFromTheShippedLabs(t *testing.T) {
	s, err := load(t, "labs: {vm: {extends: hardened, engine: 'ssh://root@vm'}, fragile: {services: {shop: {env: [RATE_LIMIT=7]}}}}\n", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Labs["vm"].Services[stack.Shop].Env; got[0] != "RATE_LIMIT=7" || !slices.Contains(got, "BREAKER=on") {
		t.Errorf("vm runs %q: of the shipped hardened, on top of the fragile of this file", got)
	}
	if got := s.Labs["fragile"].Services[stack.Shop].Env; len(got) != 1 {
		t.Errorf("fragile runs %q", got)
	}
	if _, err := load(t, "labs: {fragile: {extends: hardened}}\n", nil); err == nil || !strings.Contains(err.Error(), "fragile -> hardened -> fragile") {
		t.Errorf("a circle through a shipped lab: %v", err)
	}
	if s, err := load(t, "runs: elsewhere\n", nil); err != nil || s.Runs != "elsewhere" || len(s.Labs) != 2 {
		t.Errorf("a file without labs: %+v, %v", s, err)
	}
}

func TestAnUnknownLabNamesTheNearest(t *testing.T) {
	s, err := load(t, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Find("hardenedd"); err == nil || err.Error() != "unknown lab \"hardenedd\"\nhint: did you mean hardened?" {
		t.Error(err)
	}
}
