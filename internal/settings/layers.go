package settings

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"

	"firedrill/internal/source"
)

// Names of the settings: of the flag, of the variable (upper case, with the prefix) and, except for the file itself, of
// the key at the top of labs.yaml.
const (
	keyFile    = "labs"
	keyEngine  = "engine"
	keyImages  = "images"
	keyLab     = "lab"
	keyRuns    = "runs"
	keyHistory = "history"
)

// prefix is the prefix of firedrill's variables.
const prefix = "FIREDRILL_"

// setting is one row of the table of settings.
type setting struct {
	key   string
	def   string
	flag  bool // it is a flag of every command; --lab is only a flag of commands that take a lab
	about string
	check func(string) (message, hint string) // nil: any value is valid
}

var table = []setting{
	{key: keyFile, flag: true, about: "file that describes the labs (default: ./labs.yaml, else the one that ships)", check: checkPath},
	{key: keyEngine, flag: true, about: "engine's address, such as ssh://root@lab-vm (default: the environment's)", check: checkEngine},
	{key: keyImages, def: "auto", flag: true, about: "where images come from: auto, pull or build", check: checkImages},
	{key: keyLab, about: "lab to use where the command line names none"},
	{key: keyRuns, def: "runs", flag: true, about: "folder that holds a folder for each drill", check: checkPath},
	{key: keyHistory, flag: true, about: "where results are kept: a file, or a postgres:// URL (default: in the user's state)", check: checkHistory},
}

// Flags defines the flags that every command has.
func Flags(flags *pflag.FlagSet) {
	for _, s := range table {
		if s.flag {
			flags.String(s.key, s.def, s.about)
		}
	}
}

// merge combines the settings: variables override files, flags override variables, and later files override earlier
// ones.
func merge(flags *pflag.FlagSet, files ...map[string]any) *viper.Viper {
	v := viper.New()
	v.SetEnvPrefix(strings.TrimSuffix(prefix, "_"))
	for _, s := range table {
		v.SetDefault(s.key, s.def)
		must(v.BindEnv(s.key))
		if f := flags.Lookup(s.key); f != nil {
			must(v.BindPFlag(s.key, f))
		}
	}
	for _, file := range files {
		values := map[string]any{}
		for key, value := range file {
			if value != "" { // set, not empty
				values[key] = value
			}
		}
		must(v.MergeConfigMap(values))
	}
	return v
}

// must panics on errors that only a bug in this package can cause: a key without a name, a nil flag.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// check validates flags and variables; files were validated when they were read.
func check(v *viper.Viper, flags *pflag.FlagSet) source.Mistakes {
	var mistakes source.Mistakes
	for _, s := range table {
		if s.check == nil {
			continue
		}
		if message, hint := s.check(v.GetString(s.key)); message != "" {
			from := variable(s.key)
			if f := flags.Lookup(s.key); f != nil && f.Changed {
				from = "--" + s.key
			}
			mistakes = append(mistakes, source.Mistake{Message: from + ": " + message, Hint: hint})
		}
	}
	return mistakes
}

func variable(key string) string { return prefix + strings.ToUpper(key) }

// elsewhere lists FIREDRILL_* variables that other packages read; docs/labs.md documents them.
var elsewhere = []string{"FIREDRILL_STATE", "FIREDRILL_INSTANCE"}

// testPrefix is the prefix of variables that tests pass to their own processes.
const testPrefix = prefix + "TEST_"

// unknownVariables reports FIREDRILL_* variables that do not exist: a mistyped one would have no effect without notice.
func unknownVariables(environ []string) source.Mistakes {
	known := slices.Clone(elsewhere)
	for _, s := range table {
		known = append(known, variable(s.key))
	}
	var mistakes source.Mistakes
	for _, pair := range environ {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, prefix) && !strings.HasPrefix(name, testPrefix) && !slices.Contains(known, name) {
			mistakes = append(mistakes, source.Unknown("variable", name, known))
		}
	}
	return mistakes
}

func checkImages(mode string) (message, hint string) {
	if slices.Contains(imageModes, mode) {
		return "", ""
	}
	m := source.Unknown("source of images", mode, imageModes)
	return m.Message, m.Hint
}

var imageModes = []string{"auto", "pull", "build"}

func checkHistory(at string) (message, hint string) {
	scheme, _, ok := strings.Cut(at, "://")
	if !ok {
		return checkPath(at)
	}
	if slices.Contains(historySchemes, scheme) {
		return "", ""
	}
	// The address is not shown: it may hold a password.
	return fmt.Sprintf("a history can't be at %q", scheme+"://"), "a file's path, or a URL such as postgres://firedrill@db.lan/drills"
}

var historySchemes = []string{"postgres", "postgresql"}

func checkEngine(address string) (message, hint string) {
	scheme, rest, ok := strings.Cut(address, "://")
	if address == "" || ok && rest != "" && slices.Contains(engineSchemes, scheme) {
		return "", ""
	}
	return fmt.Sprintf("%q is not an engine's address", address), "such as unix:///var/run/docker.sock, tcp://10.0.0.7:2376 or ssh://root@lab-vm"
}

var engineSchemes = []string{"unix", "tcp", "ssh"}
