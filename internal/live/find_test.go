package live

import (
	"os"
	"strings"
	"testing"
)

func TestFind_NamesTheLabsUnderLoad(t *testing.T) {
	folder := t.TempDir()
	for _, tt := range []struct{ socket, lab, want string }{
		{"", "", "no load runs\n"},
		{"", "fragile", `no load runs on lab "fragile"`},
		{"a.sock", "", `no load runs on lab "a"`}, // nobody listens on that socket
		{"b.sock", "", `a load runs on more than one lab: ["a" "b"]`},
	} {
		if tt.socket != "" {
			if err := os.WriteFile(folder+"/"+tt.socket, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := Find(t.Context(), folder, tt.lab); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}
