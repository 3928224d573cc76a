// Package settings owns what a user may set apart from a scenario: the labs, and where and how they run. A flag comes
// before a FIREDRILL_* variable, that before labs.yaml, and that before the default; viper decides between them.
//
// Viper folds the case of every key it is handed, and a variable of the shop must come through as it was written. So
// viper is handed only the few settings that the table in this package names, all lower case. The labs go from the
// file into structs without it, through package source, which also knows the place of each mistake.
package settings

import (
	"os"

	"github.com/spf13/pflag"

	"firedrill/internal/source"
	"firedrill/stack"
)

// Settings are what holds for one call of firedrill.
type Settings struct {
	File   string // the labs.yaml that was read, or Shipped
	Engine string // an engine's address, for what belongs to no lab; "" for the one of the environment
	Lab    string // the lab that was asked for; "" leaves the choice to the scenario
	Runs   string // the folder that holds a folder for each drill
	// History is where results are kept, a file's path or a postgres:// URL; "" leaves it to the user's state.
	History string
	// Labs by name. What holds for a lab in the end is in it: a flag or a variable comes before its own engine and
	// images, and these before those at the file's top.
	Labs map[string]stack.Lab
}

// Load reads the settings from the flags that Flags has defined and that were parsed since, from the process's
// environment (viper reads no other) and from labs.yaml. Its error is a source.Mistakes with every mistake in it.
func Load(flags *pflag.FlagSet) (*Settings, error) {
	said := merge(flags)
	mistakes := append(unknownVariables(os.Environ()), check(said, flags)...)
	name, src, err := labsFile(expandHome(said.GetString(keyFile)))
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

// Find returns a lab by its name. The error is a source.Mistake: the name is unknown, with the nearest as its hint, or the
// lab's app may open more connections than its database takes.
func (s *Settings) Find(name string) (stack.Lab, error) {
	lab, ok := s.Labs[name]
	if !ok {
		return lab, source.Unknown("lab", name, sortedNames(s.Labs))
	}
	return lab, checkConnections(lab)
}

// WithEngine returns the settings with another engine for everything, as if "--engine" had named it.
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
