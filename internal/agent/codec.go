package agent

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"firedrill/internal/record"
)

// Samples are sent as text, separated by ';', with fields separated by ' '. This takes a fraction of the bytes and
// the time of JSON objects, and needs no JSON escaping. A record.Absent number is empty. Times after Due are relative
// to Due. Names are escaped as in a URL query.

// fields is the number of fields of an encoded sample.
const fields = 22

// encodeSamples appends the samples to b.
func encodeSamples(b []byte, samples []record.Sample) []byte {
	for i := range samples {
		if i > 0 {
			b = append(b, ';')
		}
		b = encodeSample(b, &samples[i])
	}
	return b
}

func encodeSample(b []byte, s *record.Sample) []byte {
	number := func(v, since int64) {
		b = append(b, ' ')
		if v != record.Absent {
			b = strconv.AppendInt(b, v-since, 10)
		}
	}
	name := func(v string) { b = append(append(b, ' '), url.QueryEscape(v)...) }

	b = strconv.AppendUint(b, s.Seq, 10)
	name(s.Route)
	number(s.Due, 0)
	number(s.Sent, s.Due)
	number(s.DNS, 0)
	number(s.Connect, 0)
	number(s.TLS, 0)
	number(s.FirstByte, s.Due)
	number(s.Done, s.Due)
	number(int64(s.Status), 0)
	name(s.Class)
	name(s.Source)
	name(s.Replica)
	number(s.App, 0)
	number(s.Cache, 0)
	number(s.DB, 0)
	number(s.Pool, 0)
	number(s.Bytes, 0)
	name(s.RequestID)
	name(s.FailedAt)
	number(s.Middleware, 0)
	name(s.Upstream)
	return b
}

// decodeSamples reads what encodeSamples wrote.
func decodeSamples(text string) ([]record.Sample, error) {
	if text == "" {
		return nil, nil
	}
	samples := make([]record.Sample, 0, 1+strings.Count(text, ";"))
	for one := range strings.SplitSeq(text, ";") {
		s, err := decodeSample(one)
		if err != nil {
			return nil, fmt.Errorf("sample %q: %w", one, err)
		}
		samples = append(samples, s)
	}
	return samples, nil
}

func decodeSample(text string) (record.Sample, error) {
	if n := 1 + strings.Count(text, " "); n != fields {
		return record.Sample{}, fmt.Errorf("it has %d fields, not %d", n, fields)
	}
	f := fieldReader{rest: text}
	var s record.Sample
	s.Seq = f.unsigned()
	s.Route = f.name()
	s.Due = f.number(0)
	s.Sent = f.number(s.Due)
	s.DNS, s.Connect, s.TLS = f.number(0), f.number(0), f.number(0)
	s.FirstByte, s.Done = f.number(s.Due), f.number(s.Due)
	s.Status = int(f.number(0))
	s.Class, s.Source, s.Replica = f.name(), f.name(), f.name()
	s.App, s.Cache, s.DB, s.Pool = f.number(0), f.number(0), f.number(0), f.number(0)
	s.Bytes = f.number(0)
	s.RequestID, s.FailedAt = f.name(), f.name()
	s.Middleware, s.Upstream = f.number(0), f.name()
	return s, f.err
}

// fieldReader reads one field after another, and keeps the first error.
type fieldReader struct {
	rest string
	err  error
}

func (f *fieldReader) next() string {
	var field string
	field, f.rest, _ = strings.Cut(f.rest, " ")
	return field
}

func (f *fieldReader) keep(err error) {
	if f.err == nil {
		f.err = err
	}
}

func (f *fieldReader) number(since int64) int64 {
	field := f.next()
	if field == "" {
		return record.Absent
	}
	v, err := strconv.ParseInt(field, 10, 64)
	f.keep(err)
	return v + since
}

func (f *fieldReader) unsigned() uint64 {
	v, err := strconv.ParseUint(f.next(), 10, 64)
	f.keep(err)
	return v
}

func (f *fieldReader) name() string {
	v, err := url.QueryUnescape(f.next())
	f.keep(err)
	return v
}
