package settings

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"

	"firedrill/internal/source"
)

// The settings' names: of a flag, of a variable (upper case, after the prefix) and, but for the file's own, of a key at
// the top of labs.yaml.
const (
	keyFile    = "labs"
	keyEngine  = "engine"
	keyImages  = "images"
	keyLab     = "lab"
	keyRuns    = "runs"
	keyHistory = "history"
)

// prefix begins the names of our variables.
const prefix = "FIREDRILL_"

// setting is one row of what may be set.
type setting struct {
	key   string
	def   string
	flag  bool // is a flag of every command; --lab is a flag of those that take a lab
	about string
	check func(string) (message, hint string) // nil: anything goes
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

// merge lays the layers of files over one another, the variables over these and the flags over all.
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
		said := map[string]any{}
		for key, value := range file {
			if value != "" { // not said there
				said[key] = value
			}
		}
		must(v.MergeConfigMap(said))
	}
	return v
}

// must holds of what fails only when this package is wrong: a key without a name, a nil flag.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// check looks at what the flags and the variables say; what a file says was checked when it was read.
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

// elsewhere lists the variables of ours that other parts read; docs/labs.md names them.
var elsewhere = []string{"FIREDRILL_STATE", "FIREDRILL_INSTANCE"}

// testPrefix begins variables that tests hand to themselves.
const testPrefix = prefix + "TEST_"

// unknownVariables finds the variables that look like ours and are not: a mistyped one would change nothing, unseen.
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
