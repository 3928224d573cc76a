// Package settings owns what a user can set apart from a scenario: the labs, and where and how they run. The precedence
// is flag, FIREDRILL_* variable, labs.yaml, default; viper applies it.
//
// Viper changes the case of every key, but variables of the shop must be kept as written. So viper gets only the few
// settings in this package's table, which are all lower case. The labs are read from the file into structs by package
// source, which also knows the position of each mistake.
package settings

import (
	"os"

	"github.com/spf13/pflag"

	"firedrill/internal/source"
	"firedrill/stack"
)

// Settings are the settings of one call of firedrill.
type Settings struct {
	File   string // the labs.yaml that was read, or Shipped
	Engine string // engine address for actions without a lab; "" for the environment's default
	Lab    string // the requested lab; "" leaves the choice to the scenario
	Runs   string // folder with one folder per drill
	// History is where results are stored, a file's path or a postgres:// URL; "" for the default file in the user's
	// state folder.
	History string
	// Labs by name, with the settings resolved: a flag or a variable overrides a lab's own engine and images, and these
	// override the values at the top of the file.
	Labs map[string]stack.Lab
}

// Load reads the settings from the parsed flags (defined by Flags), from the process's environment (viper reads no
// other) and from labs.yaml. Its error is a source.Mistakes with every mistake.
func Load(flags *pflag.FlagSet) (*Settings, error) {
	fromFlags := merge(flags)
	mistakes := append(unknownVariables(os.Environ()), check(fromFlags, flags)...)
	name, src, err := labsFile(expandHome(fromFlags.GetString(keyFile)))
	if err != nil {
		return nil, append(mistakes, *err)
	}
	file, bad := readLabs(name, src)
	if mistakes = append(mistakes, bad...); len(mistakes) > 0 {
		return nil, mistakes
	}
	v := merge(flags, file.top)
	s := &Settings{File: name, Engine: v.GetString(keyEngine), Lab: v.GetString(keyLab), Runs: expandHome(v.GetString(keyRuns)),
		History: expandHome(v.GetString(keyHistory)), Labs: map[string]stack.Lab{}}
	for name, lab := range file.labs {
		own := merge(flags, file.top, map[string]any{keyImages: lab.Images, keyEngine: lab.Engine})
		lab.Images, lab.Engine = own.GetString(keyImages), own.GetString(keyEngine)
		s.Labs[name] = lab
	}
	return s, nil
}

// Find returns a lab by name. The error is a source.Mistake: the name is unknown, with the nearest one as a hint, or
// the lab's app may open more connections than its database accepts.
func (s *Settings) Find(name string) (stack.Lab, error) {
	lab, ok := s.Labs[name]
	if !ok {
		return lab, source.Unknown("lab", name, sortedNames(s.Labs))
	}
	return lab, checkConnections(lab)
}

// WithEngine returns the settings with another engine for all labs, as if "--engine" had named it.
func (s *Settings) WithEngine(address string) (*Settings, error) {
	if message, hint := checkEngine(address); message != "" {
		return nil, source.Mistake{Message: "--" + keyEngine + ": " + message, Hint: hint}
	}
	other := *s
	other.Engine, other.Labs = address, map[string]stack.Lab{}
	for name, lab := range s.Labs {
		lab.Engine = address
		other.Labs[name] = lab
	}
	return &other, nil
}
