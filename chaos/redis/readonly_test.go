package redis_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/chaos/labtest"
)

// asks are what redis.readonly looks at, and what a primary answers that refuses stale reads when it is a replica.
func asks() map[string][]string {
	return map[string][]string{
		"redis: ROLE":                                {"master", "0"},
		"redis: CONFIG GET replica-read-only":        {"replica-read-only", "yes"},
		"redis: CONFIG GET replica-serve-stale-data": {"replica-serve-stale-data", "no"},
	}
}

// onPrimary plans redis.readonly on such a primary. What it answers can be changed after the plan.
func onPrimary(t *testing.T) (f chaos.Fault, target *chaos.Target, stores *labtest.Stores, undo chaos.Undo, answers map[string][]string) {
	answers = asks()
	f, target, stores, undo = labtest.OnStores(t, "redis.readonly", "redis", nil, func(ask string) ([][]string, error) {
		if strings.HasPrefix(ask, "redis: SET ") && answers["write"] != nil {
			return nil, &chaos.Refused{Code: answers["write"][0]}
		}
		return [][]string{answers[ask]}, nil
	})
	return f, target, stores, undo, answers
}

func TestReadOnly_SetsWhatAReplicaNeedsAndRestoresIt(t *testing.T) {
	f, target, stores, undo, _ := onPrimary(t)
	planned := len(stores.Asked())
	labtest.Must(t, f.Inject(t.Context(), target, undo))
	labtest.Must(t, f.Revert(t.Context(), target, undo))
	want := []string{
		"redis: CONFIG SET replica-read-only yes", "redis: CONFIG SET replica-serve-stale-data yes", "redis: REPLICAOF 127.0.0.1 0",
		"redis: REPLICAOF NO ONE", "redis: CONFIG SET replica-read-only yes", "redis: CONFIG SET replica-serve-stale-data no",
	}
	if got := stores.Asked()[planned:]; !slices.Equal(got, want) {
		t.Errorf("asked %q\nwant  %q", got, want)
	}
}

func TestReadOnly_PlanRefusesAReplica(t *testing.T) {
	f, target, _, _, answers := onPrimary(t)
	answers["redis: ROLE"] = []string{"slave", "redis-1", "6379", "connected", "7"}
	if _, err := f.Plan(t.Context(), target); err == nil || !strings.Contains(err.Error(), "slave redis-1") {
		t.Errorf("got %v", err)
	}
}

func TestReadOnly_ProofNeedsTheRoleTheSettingAndTheRefusal(t *testing.T) {
	ours := map[string][]string{"redis: ROLE": {"slave", "127.0.0.1", "0", "connect", "-1"}, "write": {"READONLY"}}
	for name, c := range map[string]struct {
		change map[string][]string
		want   bool
	}{
		"a replica of ours":           {nil, true},
		"a replica of another":        {map[string][]string{"redis: ROLE": {"slave", "redis-1", "6379", "connected", "7"}}, false},
		"a primary":                   {map[string][]string{"redis: ROLE": {"master", "0"}}, false},
		"a replica that takes writes": {map[string][]string{"redis: CONFIG GET replica-read-only": {"replica-read-only", "no"}}, false},
		"a write is served":           {map[string][]string{"write": nil}, false},
		"another refusal":             {map[string][]string{"write": {"OOM"}}, false},
	} {
		f, target, _, undo, answers := onPrimary(t)
		maps.Copy(answers, ours)
		maps.Copy(answers, c.change)
		if p := f.Prove(t.Context(), target, undo); p.OK() != c.want {
			t.Errorf("%s: got %+v, want %v", name, p, c.want)
		}
	}
}

func TestReadOnly_GoneNeedsAPrimaryItsSettingsAndAWrite(t *testing.T) {
	for name, c := range map[string]struct {
		change map[string][]string
		want   bool
	}{
		"as before":          {nil, true},
		"still a replica":    {map[string][]string{"redis: ROLE": {"slave", "127.0.0.1", "0", "connect", "-1"}}, false},
		"no answer":          {map[string][]string{"redis: ROLE": nil}, false},
		"another setting":    {map[string][]string{"redis: CONFIG GET replica-serve-stale-data": {"replica-serve-stale-data", "yes"}}, false},
		"writes are refused": {map[string][]string{"write": {"READONLY"}}, false},
	} {
		f, target, _, undo, answers := onPrimary(t)
		maps.Copy(answers, c.change)
		if got := f.Gone(t.Context(), target, undo); got.OK != c.want {
			t.Errorf("%s: got %+v, want %v", name, got, c.want)
		}
	}
}

func TestReadOnly_ExcludesFaultsThatWriteKeys(t *testing.T) {
	x := catalogue.All()
	for kind, params := range map[string]map[string]string{
		"redis.poison": {"key": "page:1"}, "redis.expire": {"pattern": "page:*"}, "redis.flush": nil, "redis.maxmemory": nil,
	} {
		writer := chaos.Entry{Kind: kind, On: "redis", Params: params}
		if _, conflicts := x.Conflict(writer, chaos.Entry{Kind: "redis.readonly", On: "redis"}); !conflicts {
			t.Errorf("%s can be in force beside redis.readonly", kind)
		}
		if setting, conflicts := x.Conflict(writer, chaos.Entry{Kind: "redis.poison", On: "redis", Params: map[string]string{"key": "page:2"}}); conflicts {
			t.Errorf("%s can not be in force beside redis.poison: both change %s", kind, setting)
		}
	}
}
