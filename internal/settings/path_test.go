package settings

import (
	"strings"
	"testing"
)

func TestLoad_ExpandsHome(t *testing.T) {
	t.Setenv("HOME", "/home/ann")
	s, err := load(t, "runs: ~/drills\nlabs: {a: {}}\n", nil, "--history=~/x.db")
	if err != nil || s.Runs != "/home/ann/drills" || s.History != "/home/ann/x.db" {
		t.Errorf("runs %q, history %q, %v", s.Runs, s.History, err)
	}
	s, err = load(t, "", nil, "--runs=a/~/b", "--history=postgres://h/~x")
	if err != nil || s.Runs != "a/~/b" || s.History != "postgres://h/~x" {
		t.Errorf("runs %q, history %q, %v", s.Runs, s.History, err)
	}
}

func TestLoad_RefusesAnotherUsersHome(t *testing.T) {
	for _, arg := range []string{"--runs=~ann/runs", "--history=~ann/x.db", "--history=~", "--labs=~ann/labs.yaml"} {
		_, err := load(t, "", nil, arg)
		flag, path, _ := strings.Cut(arg, "=")
		if want := flag + `: "` + path + `" can't be expanded`; err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", arg, err, want)
		}
	}
	if _, err := load(t, "history: ~ann/x.db\nlabs: {a: {}}\n", nil); err == nil || !strings.Contains(err.Error(), "labs.yaml:1:10: ") {
		t.Errorf("in the file: %v", err)
	}
}
