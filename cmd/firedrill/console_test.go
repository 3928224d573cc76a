package main

import (
	"slices"
	"strings"
	"testing"

	"firedrill/internal/oncall/console"
	"firedrill/internal/prompt"
)

func TestRoundHelp_NamesEveryVerbWithin80Columns(t *testing.T) {
	for line := range strings.Lines(console.Help) {
		if len(line) > 81 {
			t.Errorf("%d columns: %s", len(line), line)
		}
	}
	words := strings.FieldsFunc(console.Help, func(r rune) bool { return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz-", r) })
	for _, v := range (roundCommands{new(app)}).Words(nil).Verbs {
		if v.Name != "help" && !slices.Contains(words, v.Name) {
			t.Errorf("%q is missing", v.Name)
		}
	}
}

func TestCheckRoundLine(t *testing.T) {
	tests := []struct{ line, want, hint string }{
		{"status", "", ""},
		{"status --lab f-1", "", ""},
		{"logs nginx --level error -f | grep x", "", ""},
		{"users --json", "", ""},
		{"exec redis -- cat --lab other --stdin", "", ""},
		{"redis --json GET --lab", "", ""},
		{"sql --as shop SELECT 1", "", ""},
		{"restart --help", "", ""},
		{"oncall", `"oncall" is not available in a round`, beyondRound},
		{"down f-1", `"down" is not available in a round`, beyondRound},
		{"inject container.stop --on redis", `"inject" is not available in a round`, beyondRound},
		{"revert", `"revert" is not available in a round`, beyondRound},
		{"clean --all", `"clean" is not available in a round`, beyondRound},
		{"class", `"class" is not available in a round`, beyondRound},
		{"mcp", `"mcp" is not available in a round`, beyondRound},
		{"run db-lock", `"run" is not available in a round`, beyondRound},
		{"verify", `"verify" is not available in a round`, beyondRound},
		{"up", `"up" is not available in a round`, beyondRound},
		{"join ann", `"join" is not available in a round`, beyondRound},
		{"watchdog", `unknown command "watchdog"`, `"help" lists the commands`},
		{"statsu", `unknown command "statsu"`, "did you mean status?"},
		{"status --lab other", `flag "--lab" is not available in a round: commands act on the round's own lab`, beyondRound},
		{"top --engine tcp://x", `flag "--engine" is not available in a round: commands act on the round's own lab`, beyondRound},
		{"config nginx --edit", `flag "--edit" is not available in a round: it opens an editor`, beyondRound},
		{"env shop-1 --edit", `flag "--edit" is not available in a round: it opens an editor`, beyondRound},
		{"exec -i redis -- cat", `flag "--stdin" is not available in a round: it reads the keyboard`, beyondRound},
		{"restart --graec 5s redis", `unknown flag "--graec" of "firedrill restart"`, "did you mean --grace?"},
	}
	for _, tt := range tests {
		l, err := prompt.Parse(tt.line)
		if err != nil {
			t.Fatal(err)
		}
		got, hint := "", ""
		if err := (roundCommands{new(app)}).Check(l.Words, "f-1"); err != nil {
			got, hint = err.Error(), hintOf(err, exitUsage)
		}
		if got != tt.want || hint != tt.hint {
			t.Errorf("%s: %q, hint %q; want %q, %q", tt.line, got, hint, tt.want, tt.hint)
		}
	}
}
