package doctor

import (
	"errors"
	"strings"
	"testing"

	"firedrill/internal/engine"
)

func TestJudge(t *testing.T) {
	fit := engine.Info{OS: "linux", Version: "28.1", API: "1.49", CPUs: 2, Memory: 1 << 30, Kernel: "6.12", Cgroup: "2", Storage: "overlay2", Rootless: true}
	for _, f := range judge(fit, "at unix:///run/docker.sock (from DOCKER_HOST)") {
		if !f.OK || f.Hint != "" {
			t.Errorf("a machine that is just large enough: %+v", f)
		}
	}
	unfit := engine.Info{OS: "windows", CPUs: 1, Memory: 1<<30 - 1}
	for _, f := range judge(unfit, "")[:3] {
		if f.OK || f.Hint == "" {
			t.Errorf("a machine that is too small: %+v", f)
		}
	}
}

func TestFindingsText(t *testing.T) {
	all := append(NoEngine(errors.New("no engine")), openRuns(0))
	var b strings.Builder
	if err := all.Text(&b); err != nil {
		t.Fatal(err)
	}
	if want := "NO   engine   no engine\n     hint: " + howToGetEngine + "\nyes  left     no run is open\n"; b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}
