package shop

import (
	"bytes"
	"testing"
	"time"
)

func TestEntry_ReadsBackAsEncoded(t *testing.T) {
	in := entry{until: time.UnixMilli(1700000000123), body: []byte(`{"id":1}`)}
	out, ok := decode(in.encode())
	if !ok || !out.until.Equal(in.until) || !bytes.Equal(out.body, in.body) {
		t.Errorf("got %v %s, %v", out.until, out.body, ok)
	}
}

func TestDecode_RefusesForeignValues(t *testing.T) {
	for _, raw := range []string{"", "{}", "shop1 \n{}", "shop1 12\n", "shop1 12\n{\"id\":", "shop1 12{}", "shop2 12\n{}", "poison"} {
		if _, ok := decode([]byte(raw)); ok {
			t.Errorf("%q was taken for an entry", raw)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("shop1 12\n{}"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if e, ok := decode(raw); ok {
			if again, ok := decode(e.encode()); !ok || !bytes.Equal(again.body, e.body) {
				t.Errorf("%q does not come back", raw)
			}
		}
	})
}

func TestLifetime(t *testing.T) {
	if fresh, kept := lifetime(time.Minute, false); fresh != time.Minute || kept != time.Minute {
		t.Errorf("without stale answers: fresh %v, kept %v", fresh, kept)
	}
	spread := map[time.Duration]bool{}
	for range 100 {
		fresh, kept := lifetime(time.Minute, true)
		spread[fresh] = true
		if fresh < 48*time.Second || fresh > 72*time.Second || kept < time.Hour {
			t.Fatalf("with stale answers: fresh %v, kept %v", fresh, kept)
		}
	}
	if len(spread) < 50 {
		t.Error("entries that are made together go stale together")
	}
}

func TestLocal_KeepsLastUsedEntries(t *testing.T) {
	l := newLocal(2)
	e := func(s string) entry { return entry{body: []byte(s)} }
	l.put("a", e("1"))
	l.put("b", e("2"))
	l.get("a")
	l.put("c", e("3"))
	l.put("a", e("4"))
	if l.get("b").body != nil || string(l.get("a").body) != "4" || string(l.get("c").body) != "3" {
		t.Errorf("a %s, b %s, c %s", l.get("a").body, l.get("b").body, l.get("c").body)
	}
	var none *local
	none.put("a", e("1"))
	if none.get("a").body != nil {
		t.Error("a local cache of size 0 holds something")
	}
}
