package respond

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"firedrill/internal/source"
)

// LogFilter selects lines of a service's log. The zero value selects every line.
type LogFilter struct {
	Request string         // lines that contain this request id
	Level   string         // lines of this level and above; empty: any
	Status  Statuses       // lines of requests with one of these statuses
	Grep    *regexp.Regexp // lines that match; nil: any
}

// LogWords are a filter as it was typed.
type LogWords struct {
	Request, Level, Status, Grep string
}

// Filter reads the filter. The error is a source.Mistake.
func (l LogWords) Filter() (f LogFilter, err error) {
	f.Request, f.Level = l.Request, l.Level
	if l.Level != "" && !slices.Contains(Levels, l.Level) {
		return f, source.Unknown("level", l.Level, Levels)
	}
	var ok bool
	if f.Status, ok = ParseStatuses(l.Status); !ok {
		return f, source.Mistake{Message: fmt.Sprintf("flag \"--status\" does not take %q", l.Status), Hint: "such as 503, 5xx or 404,5xx"}
	}
	if l.Grep != "" {
		if f.Grep, err = regexp.Compile(l.Grep); err != nil {
			return f, source.Mistake{Message: fmt.Sprintf("flag \"--grep\" does not take %q: %v", l.Grep, err), Hint: "such as 'timeout|refused'"}
		}
	}
	return f, nil
}

// Levels of log lines, the lowest first.
var Levels = []string{"debug", "info", "warn", "error", "fatal"}

// Any reports that the filter selects every line.
func (f LogFilter) Any() bool {
	return f.Request == "" && f.Level == "" && len(f.Status) == 0 && f.Grep == nil
}

// Keep reports whether the filter selects a line.
func (f LogFilter) Keep(line []byte) bool {
	line = bytes.TrimRight(line, "\r\n")
	if f.Request != "" && !bytes.Contains(line, []byte(f.Request)) || f.Grep != nil && !f.Grep.Match(line) {
		return false
	}
	if f.Level == "" && len(f.Status) == 0 {
		return true
	}
	level, status := readLine(line)
	return (f.Level == "" || slices.Index(Levels, level) >= slices.Index(Levels, f.Level)) && (len(f.Status) == 0 || f.Status.Has(status))
}

// Statuses are HTTP statuses, such as 503 or 5xx.
type Statuses []string

var statusWord = regexp.MustCompile(`^[1-5]([0-9][0-9]|xx)$`)

// ParseStatuses reads a comma-separated list of statuses. It is false if one is not valid.
func ParseStatuses(text string) (Statuses, bool) {
	if text == "" {
		return nil, true
	}
	all := strings.Split(text, ",")
	for _, s := range all {
		if !statusWord.MatchString(s) {
			return nil, false
		}
	}
	return all, true
}

// Has reports whether a status is in the list.
func (s Statuses) Has(status int) bool {
	text := strconv.Itoa(status)
	return slices.ContainsFunc(s, func(one string) bool {
		return one == text || strings.HasSuffix(one, "xx") && len(text) == 3 && one[0] == text[0]
	})
}

// readLine returns a line's level, or "", and the HTTP status of its request, or 0. A request's line without a level has the
// level of its status.
func readLine(line []byte) (level string, status int) {
	if len(line) > 0 && line[0] == '{' {
		var said struct {
			Level  string `json:"level"`
			Status int    `json:"status"`
		}
		if json.Unmarshal(line, &said) == nil {
			return levelOf(said.Level, said.Status), said.Status
		}
	}
	if m := plainLevel.FindSubmatch(line); m != nil {
		return plainLevels[string(bytes.Join(m[1:], nil))], 0
	}
	return "", 0
}

func levelOf(word string, status int) string {
	word = strings.ToLower(word)
	switch {
	case slices.Contains(Levels, word):
		return word
	case status >= 500:
		return "error"
	case status >= 400:
		return "warn"
	case status > 0:
		return "info"
	}
	return ""
}

// plainLevel matches the level in a line of the nginx error log, of Postgres, and of Redis.
var plainLevel = regexp.MustCompile(`^\S+ \S+ \[(debug|info|notice|warn|error|crit|alert|emerg)\] ` +
	`|^[^"']*? (DEBUG\d?|INFO|NOTICE|LOG|WARNING|ERROR|FATAL|PANIC): ` +
	`|^\d+:[A-Z] \d+ \w+ \d+ [\d:.]+ ([.*#-]) `)

var plainLevels = map[string]string{
	"debug": "debug", "info": "info", "notice": "info", "warn": "warn", "error": "error", "crit": "fatal", "alert": "fatal", "emerg": "fatal",
	"DEBUG": "debug", "DEBUG1": "debug", "DEBUG2": "debug", "DEBUG3": "debug", "DEBUG4": "debug", "DEBUG5": "debug",
	"INFO": "info", "NOTICE": "info", "LOG": "info", "WARNING": "warn", "ERROR": "error", "FATAL": "fatal", "PANIC": "fatal",
	".": "debug", "-": "debug", "*": "info", "#": "warn",
}
