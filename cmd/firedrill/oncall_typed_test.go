package main

import (
	"testing"

	"github.com/spf13/cobra"
)

func TestTypedLine_KeepsFlagsAndQuotes(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"network", "postgres", "--reset"}, "network postgres --reset"},
		{[]string{"network", "--lab", "x", "--reset", "postgres"}, "network postgres --reset"},
		{[]string{"logs", "nginx", "--since", "30s"}, "logs nginx --since=30s"},
		{[]string{"sql", "--as=shop", "SELECT count(*) FROM orders"}, "sql 'SELECT count(*) FROM orders' --as=shop"},
		{[]string{"exec", "postgres", "--", "ls", "-l"}, "exec postgres -- ls -l"},
		{[]string{"config", "nginx", "--set", "a b=>c"}, "config nginx --set='a b=>c'"},
		{[]string{"redis", "GET", "it's"}, `redis GET 'it'\''s'`},
	} {
		root := (&app{}).root()
		got := ""
		root.PersistentPreRun = func(cmd *cobra.Command, given []string) { got = typedLine(cmd, given) }
		for _, c := range root.Commands() {
			c.RunE = func(*cobra.Command, []string) error { return nil }
		}
		root.SetArgs(tt.args)
		if err := root.Execute(); err != nil {
			t.Fatalf("%q: %v", tt.args, err)
		}
		if got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.args, got, tt.want)
		}
	}
}
