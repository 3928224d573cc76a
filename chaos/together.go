package chaos

import (
	"fmt"
	"strings"
)

// together has one problem for each parameter that is given beside one that excludes it, or without the one that gives it a
// meaning.
func together(fields []Field, given map[string]string) []Problem {
	var problems []Problem
	for _, f := range fields {
		if _, ok := given[f.Name]; !ok {
			continue
		}
		if _, both := given[f.Without]; both && f.Without != "" {
			problems = append(problems, Problem{f.Name, fmt.Sprintf("%q can't be given beside %q", f.Name, f.Without), "leave one of them out"})
		}
		if other, want, exact := strings.Cut(f.Only, "="); other != "" {
			if is := valueOf(other, fields, given); is == "" || exact && is != want {
				problems = append(problems, Problem{f.Name, fmt.Sprintf("%q has no meaning without %q", f.Name, f.meaning()), "leave it out"})
			}
		}
	}
	return problems
}

// Meaning is what the parameter does, and with which others it goes.
func (f Field) Meaning() string {
	text := f.Doc
	if f.Without != "" {
		text += "; not beside " + f.Without
	}
	if f.Only != "" {
		text += "; only with " + f.meaning()
	}
	if f.ByLab {
		text += "; refused where it does not fit the lab"
	}
	return text
}

// meaning is what Only asks for, as a user writes it.
func (f Field) meaning() string {
	other, want, exact := strings.Cut(f.Only, "=")
	if exact {
		return other + ": " + want
	}
	return other
}

// valueOf is what a parameter is set to, its default if it is not given.
func valueOf(name string, fields []Field, given map[string]string) string {
	if text, ok := given[name]; ok {
		return text
	}
	for _, f := range fields {
		if f.Name == name {
			return f.Default
		}
	}
	return ""
}
