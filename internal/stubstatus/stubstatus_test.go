package stubstatus

import "testing"

func TestParse(t *testing.T) {
	page := "Active connections: 291 \nserver accepts handled requests\n 16630948 16630940 31070465 \nReading: 6 Writing: 179 Waiting: 106 \n"
	want := Status{291, 16630948, 16630940, 31070465, 6, 179, 106}
	if got, err := Parse(page); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	for _, bad := range []string{"", "<html>404</html>", "Active connections: 291 \n", page[:60], "Active connections: x \nserver accepts handled requests\n 1 1 1 \nReading: 0 Writing: 0 Waiting: 0 \n"} {
		if got, err := Parse(bad); err == nil || got != (Status{}) {
			t.Errorf("%q: %+v, %v", bad, got, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("Active connections: 1 \nserver accepts handled requests\n 1 1 1 \nReading: 0 Writing: 0 Waiting: 0 \n")
	f.Fuzz(func(t *testing.T, page string) {
		if s, err := Parse(page); err != nil && s != (Status{}) {
			t.Errorf("%q: %+v with %v", page, s, err)
		}
	})
}
