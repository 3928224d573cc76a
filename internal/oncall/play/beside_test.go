package play

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"firedrill/internal/oncall"
	"firedrill/internal/respond"
	"firedrill/stack/shop"
)

// TestInnocent_ChangesFitTheLab checks the drawn changes against a real configuration.
func TestInnocent_ChangesFitTheLab(t *testing.T) {
	conf, err := os.ReadFile(filepath.Join("..", "..", "..", "stack", "nginx.conf.tmpl"))
	if err != nil {
		t.Fatal(err)
	}
	needed := []string{"DB_HOST=db", "CACHE_ADDR=redis:6379", "JWT_SECRET=0123456789abcdef0123456789abcdef", "DB_PASSWORD=x"}
	tried := map[string]bool{}
	for seed := range uint64(200) {
		for _, c := range oncall.Innocent(seed, 30*time.Second, []string{"shop-1"}) {
			if tried[c.String()] {
				continue
			}
			tried[c.String()] = true
			if c.Config != "" {
				if _, err := respond.Replaced(string(conf), []string{c.Config}); err != nil {
					t.Errorf("%s: %v", c, err)
				}
			}
			if c.Variable != "" {
				if _, err := shop.Parse(append(needed, c.Variable)); err != nil {
					t.Errorf("the app would not start after %s: %v", c, err)
				}
			}
		}
	}
	if len(tried) < 5 {
		t.Errorf("tried only %v", tried)
	}
}
