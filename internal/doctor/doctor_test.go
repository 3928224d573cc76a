package doctor

import (
	"errors"
	"fmt"
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

func TestNoEngine(t *testing.T) {
	if _, ok := NoEngine(errors.New("no such file")); ok {
		t.Error("any error says that there is no engine")
	}
	all, ok := NoEngine(fmt.Errorf("%w at /run/docker.sock", engine.ErrUnavailable))
	if !ok || len(all) != 1 || all[0].OK || all[0].Hint != howToGetEngine {
		t.Errorf("%v, %+v", ok, all)
	}
}

func TestFindingsText(t *testing.T) {
	var b strings.Builder
	if err := (Findings{{Name: "engine", Saw: "no engine", Hint: "install one"}, openRuns(0)}).Text(&b); err != nil {
		t.Fatal(err)
	}
	if want := "NO   engine   no engine\n     hint: install one\nyes  left     no run is open\n"; b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}
