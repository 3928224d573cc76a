package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"firedrill/internal/engine"
	"firedrill/internal/labtest"
	"firedrill/internal/record"
	"firedrill/internal/runner"
	"firedrill/stack"
	"firedrill/stack/images"
)

// TestRun_FromStartToReport runs one drill for real: its verdict, its files, and that nothing is left.
func TestRun_FromStartToReport(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	r := newRig(t)
	r.file("outage.yaml", shortOutage)
	t.Cleanup(func() { r.call("down", r.fragile) }) // of a test that ends early
	said := r.drilled("./outage.yaml", "--json", "--keep")
	res := r.result()
	if res.Scenario != "outage" || res.Lab != r.fragile {
		t.Errorf("result is of %q on %q", res.Scenario, res.Lab)
	}
	dir := r.runs()[0]
	if got := string(r.read("runs", dir, runner.ResultFile)); got != said.stdout {
		t.Errorf("--json printed other bytes than result.json holds:\n%s", said.stdout)
	}
	if len(res.Faults) != 1 || !res.Faults[0].Proof.Mechanism.OK || !res.Faults[0].Proof.Effect.OK || !res.Faults[0].Proof.Gone.OK {
		t.Errorf("the fault is not proven: %+v", res.Faults)
	}
	if hop := res.Incident.Hop; !res.Code.Busy() && hop != "database" && !(hop == "unknown" && r.disturbed(res.Run)) {
		t.Errorf("the incident is laid to %q: %s", hop, res.Incident.Why)
	}
	if res.Audit.Acknowledged == nil || *res.Audit.Acknowledged == 0 || *res.Audit.Lost != 0 {
		t.Errorf("audit is %+v", res.Audit)
	}
	r.tellsOfItsServices(dir)
	before := r.read("runs", dir, runner.ResultFile)
	r.must(said.code, "grade", dir)
	if !bytes.Equal(before, r.read("runs", dir, runner.ResultFile)) {
		t.Error("grading the record again gives other bytes")
	}
	noSecrets(t, r, res.Run)
	if res.Gates[0].OK { // a drill that ended early cuts the requests that are under way
		r.agreesWithNginx(res.Run)
	}
	r.must(exitPass, "down", r.fragile)
	if left := r.left(res.Run); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

// tellsOfItsServices looks for what the services used and logged in the record of a drill that stopped the database.
func (r *rig) tellsOfItsServices(run string) {
	r.t.Helper()
	rec, w := r.measured(run)
	looks := func(service, name, phase string) int {
		g := w.Gauges.Find(service, name)
		if g == nil {
			r.t.Fatalf("nobody looked at %q of %q", name, service)
		}
		return g.Phases[phase].Looks
	}
	for _, service := range []string{stack.Nginx, stack.Redis} {
		if n := looks(service, record.GaugeConnections, record.PhaseFault); n < 2 {
			r.t.Errorf("%s was looked at %d times while the fault acted", service, n)
		}
	}
	if before, during := looks(stack.Postgres, record.GaugeActive, record.PhaseBaseline), looks(stack.Postgres, record.GaugeActive, record.PhaseFault); before < 2 || during > 1 {
		r.t.Errorf("postgres was looked at %d times before it was stopped, and %d times while it was", before, during)
	}
	logs, err := rec.Logs()
	if err != nil {
		r.t.Fatal(err)
	}
	wrote := map[string]bool{}
	for _, l := range logs {
		wrote[l.Service+" by "+l.By] = true
	}
	if !wrote["nginx by id"] || !wrote["shop-1 by id"] {
		r.t.Errorf("of the requests that failed, these logs are kept: %v", wrote)
	}
}

// noSecrets looks for the values of a lab's secrets in everything that a run has written.
func noSecrets(t *testing.T, r *rig, run string) {
	t.Helper()
	var secrets []string
	for service, names := range map[string][]string{
		stack.ShopName(1): {"DB_PASSWORD", "CACHE_PASSWORD", "JWT_SECRET"},
		stack.Postgres:    {images.PostgresAdminPassword},
	} {
		state, err := r.engine.Inspect(t.Context(), stack.ContainerName(r.fragile, service))
		if err != nil {
			t.Fatal(err)
		}
		for _, pair := range state.Env {
			if name, value, _ := strings.Cut(pair, "="); slices.Contains(names, name) {
				secrets = append(secrets, value)
			}
		}
		for name, value := range state.Labels {
			if slices.ContainsFunc(secrets, func(s string) bool { return strings.Contains(value, s) }) {
				t.Errorf("label %q of %s holds a secret", name, service)
			}
		}
	}
	if len(secrets) != 4 {
		t.Fatalf("%d secrets found, want 4", len(secrets))
	}
	entries, err := os.ReadDir(filepath.Join(r.dir, "runs", run))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text := string(r.read("runs", run, e.Name()))
		if slices.ContainsFunc(secrets, func(s string) bool { return strings.Contains(text, s) }) || strings.Contains(text, "PRIVATE KEY") {
			t.Errorf("%s holds a secret", e.Name())
		}
	}
}

// agreesWithNginx joins each request that the client tells of to nginx's log by its id, in both directions.
func (r *rig) agreesWithNginx(run string) {
	t := r.t
	t.Helper()
	nginx := stack.ContainerName(r.fragile, stack.Nginx)
	if err := r.engine.Stop(t.Context(), nginx, 5*time.Second); err != nil { // it writes what it has gathered
		t.Fatal(err)
	}
	var log bytes.Buffer
	if err := r.engine.Logs(t.Context(), nginx, engine.LogOptions{}, &log); err != nil {
		t.Fatal(err)
	}
	seen := nginxStatuses(t, &log)
	rec, err := record.Open(r.dir + "/runs/" + run)
	if err != nil {
		t.Fatal(err)
	}
	answered, unanswered, mine := 0, 0, map[string]bool{}
	err = rec.Samples(func(s *record.Sample) error {
		if s.Status == 0 {
			unanswered++
			return nil
		}
		answered++
		id := strings.Clone(s.RequestID)
		mine[id] = true
		if got := seen[id].Status; got != s.Status {
			t.Errorf("request %s: the client saw %d, nginx logged %d", id, s.Status, got)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var others []nginxLine
	for id, line := range seen {
		if !mine[id] && !line.ofTheHarness() {
			others = append(others, line)
		}
	}
	t.Logf("%d answers, each in nginx's log with the same status; %d requests unanswered; %d of the log's requests not among the answers", answered, unanswered, len(others))
	if len(others) > unanswered { // the id comes with the answer, so an unanswered request can't be found by it
		t.Errorf("nginx logged requests that the client does not tell of: %+v", others)
	}
	if answered < 1000 {
		t.Errorf("only %d answers", answered)
	}
}

// nginxLine is one line of nginx's log.
type nginxLine struct {
	RequestID string `json:"request_id"`
	Method    string `json:"method"`
	URI       string `json:"uri"`
	Status    int    `json:"status"`
}

// ofTheHarness says that a request was not the load's: the wait for the lab, the users' logins before the load, a probe.
func (l nginxLine) ofTheHarness() bool {
	return l.URI == "/products/1" || l.URI == "/login" || l.URI == "/healthz"
}

func nginxStatuses(t *testing.T, log *bytes.Buffer) map[string]nginxLine {
	t.Helper()
	seen := map[string]nginxLine{}
	lines := bufio.NewScanner(log)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var l nginxLine
		if !strings.HasPrefix(lines.Text(), "{") {
			continue // the error log stands between
		}
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatalf("nginx's log: %v: %s", err, lines.Text())
		}
		seen[l.RequestID] = l
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return seen
}

// TestInterruptPutsEverythingBack sends the signal of a Ctrl-C in the middle of the fault.
func TestInterruptPutsEverythingBack(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	r := newRig(t)
	r.file("outage.yaml", shortOutage)
	cmd := r.command("run", "./outage.yaml", "--lab", r.fragile)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	bound := time.AfterFunc(2*time.Minute, func() { cmd.Process.Kill() })
	defer bound.Stop()
	var text strings.Builder
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		fmt.Fprintln(&text, lines.Text())
		if strings.Contains(lines.Text(), "proven") {
			if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
		}
	}
	if code := exitOf(t, cmd.Wait()); code != exitInterrupted {
		t.Errorf("exit %d, want %d\n%s", code, exitInterrupted, text.String())
	}
	if !strings.Contains(text.String(), "interrupted: everything was put back") {
		t.Errorf("standard error says:\n%s", text.String())
	}
	run := r.runs()[0]
	if left := r.left(run); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
	if journal := string(r.read("runs", run, "journal.jsonl")); !strings.Contains(journal, `"did":"closed"`) {
		t.Errorf("journal is not closed:\n%s", journal)
	}
}

// TestBadInputStartsNothing gives each kind of bad input to a firedrill whose engine works.
func TestBadInputStartsNothing(t *testing.T) {
	r := newRig(t)
	r.file("bad.yaml", strings.Replace(shortOutage, "on: postgres", "on: postgers", 1))
	r.file("bad-labs.yaml", "labs:\n  fragile:\n    services: {shop: {replicas: many}}\n")
	tests := []struct{ args, want []string }{
		{[]string{"run", "db-outag"}, []string{`unknown scenario "db-outag"`, "hint: did you mean"}},
		{[]string{"run", "./bad.yaml"}, []string{"bad.yaml:10:26: ", "postgers"}},
		{[]string{"run", "db-outage", "--labs", "bad-labs.yaml"}, []string{"bad-labs.yaml:3:33: "}},
		{[]string{"run", "db-outage", "--lab", "fragil"}, []string{`unknown lab "fragil"`, "did you mean fragile"}},
		{[]string{"run", "db-outage", "--sed", "1"}, []string{`"--sed"`, "hint: "}},
		{[]string{"inject", "container.stp", "--on", "redis"}, []string{"container.stp"}},
	}
	for _, tt := range tests {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			said := r.in(t).must(exitUsage, tt.args...)
			for _, want := range tt.want {
				if !strings.Contains(said.stderr, want) {
					t.Errorf("standard error holds no %q:\n%s", want, said.stderr)
				}
			}
		})
	}
	if _, err := os.Stat(filepath.Join(r.dir, "state")); err == nil {
		t.Error("a run was noted: something was about to be started")
	}
}
