package jsonl_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"firedrill/internal/jsonl"
)

type value struct{ N int }

func TestRead(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []value
		err  string
	}{
		{"", nil, ""},
		{"{\"n\":1}\n{\"n\":2}\n", []value{{1}, {2}}, ""},
		{"{\"n\":1}\n{\"n\":2}", []value{{1}}, ""},
		{"{\"n\":1}\n{\"n\":", []value{{1}}, ""},
		{"{\"n\":1}\n{\"n\":\n", nil, "line 2: unexpected end of JSON input"},
		{"\n", nil, "line 1: unexpected end of JSON input"},
	} {
		got, err := jsonl.Read[value](strings.NewReader(tt.text))
		if message := errorText(err); !slices.Equal(got, tt.want) || message != tt.err {
			t.Errorf("%q: %v, error %q; want %v, %q", tt.text, got, message, tt.want, tt.err)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestRead_FailingReader(t *testing.T) {
	broken := errors.New("disk error")
	if got, err := jsonl.Read[value](iotest.ErrReader(broken)); !errors.Is(err, broken) || got != nil {
		t.Errorf("%v, %v", got, err)
	}
}
