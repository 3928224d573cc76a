package record

import (
	"fmt"
	"strconv"
	"time"
)

// MaxSpan is the length of the longest drill that a record can hold. It bounds the per-second data of a reader.
const MaxSpan = 6 * time.Hour

// maxTime is MaxSpan in microseconds. No time and no duration in a record is larger.
const maxTime = int64(MaxSpan / time.Microsecond)

// maxCount bounds the numbers that are not times: sequence numbers and bytes. It is the largest integer that readers
// with floating-point numbers only can hold exactly.
const maxCount = 1<<53 - 1

// Columns is the header line of samples.csv. Times and durations are in microseconds, -1 where the step did not happen.
const Columns = secondColumns + ",middleware_us,upstream"

// Header lines of records from before later columns were added. Missing columns read as absent values. Columns are
// added at the end and never removed.
const (
	secondColumns = firstColumns + ",failed_at"
	firstColumns  = "seq,route,due_us,sent_us,dns_us,connect_us,tls_us,first_byte_us,done_us,status,class,source," +
		"replica,app_us,cache_us,db_us,pool_us,bytes,request_id"
)

// Number of fields per line, now and in earlier versions.
const (
	numColumns       = 22
	numSecondColumns = 20
	numFirstColumns  = 19
)

// maxText is the maximum length of a text field, unescaped.
const maxText = 128

// AppendCSV appends the sample as one line of samples.csv. Texts are escaped so that a reader that only splits at
// commas and newlines is correct: any byte other than letters, digits and "._:/@+=-" becomes %XX.
func AppendCSV(b []byte, s *Sample) []byte {
	b = strconv.AppendUint(b, s.Seq, 10)
	b = appendText(append(b, ','), s.Route)
	for _, v := range [...]int64{s.Due, s.Sent, s.DNS, s.Connect, s.TLS, s.FirstByte, s.Done, int64(s.Status)} {
		b = strconv.AppendInt(append(b, ','), v, 10)
	}
	b = appendText(append(b, ','), s.Class)
	b = appendText(append(b, ','), s.Source)
	b = appendText(append(b, ','), s.Replica)
	for _, v := range [...]int64{s.App, s.Cache, s.DB, s.Pool, s.Bytes} {
		b = strconv.AppendInt(append(b, ','), v, 10)
	}
	b = appendText(append(b, ','), s.RequestID)
	b = appendText(append(b, ','), s.FailedAt)
	b = strconv.AppendInt(append(b, ','), s.Middleware, 10)
	b = appendText(append(b, ','), s.Upstream)
	return append(b, '\n')
}

const hexDigits = "0123456789ABCDEF"

func appendText(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; plain(c) {
			b = append(b, c)
		} else {
			b = append(b, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return b
}

// plain reports that a byte is written unescaped.
func plain(c byte) bool { return plainBytes[c] }

var plainBytes = func() (t [256]bool) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/@+=-") {
		t[c] = true
	}
	return t
}()

// check returns why the sample cannot be stored, so that a writer never writes a file that a reader rejects.
func (s *Sample) check() error {
	if s.Seq > maxCount {
		return fmt.Errorf("seq %d is too large", s.Seq)
	}
	if s.Due < 0 || s.Due > maxTime {
		return fmt.Errorf("due_us %d is outside the longest drill", s.Due)
	}
	for _, v := range [...]int64{s.Sent, s.DNS, s.Connect, s.TLS, s.FirstByte, s.Done, s.App, s.Cache, s.DB, s.Pool, s.Middleware} {
		if v < Absent || v > maxTime {
			return fmt.Errorf("time of %d µs is outside the longest drill", v)
		}
	}
	if s.Status < 0 || s.Status > 999 {
		return fmt.Errorf("status %d is no HTTP status", s.Status)
	}
	if s.Bytes < Absent || s.Bytes > maxCount {
		return fmt.Errorf("bytes %d is out of range", s.Bytes)
	}
	for _, t := range [...]string{s.Route, s.Class, s.Source, s.Replica, s.RequestID, s.FailedAt, s.Upstream} {
		if len(t) > maxText {
			return fmt.Errorf("text %q is longer than %d bytes", t[:16]+"...", maxText)
		}
	}
	return s.agree()
}

// agree checks the fields for consistency with each other.
func (s *Sample) agree() error {
	switch {
	case s.Route == "":
		return fmt.Errorf("route is empty")
	case s.Class == ClassDropped && s.Sent != Absent:
		return fmt.Errorf("class %q, yet sent", ClassDropped)
	case s.Sent == Absent && s.Class == "":
		return fmt.Errorf("never sent, yet without an error class")
	case s.Sent != Absent && s.Done == Absent:
		return fmt.Errorf("sent, yet never done")
	case s.Done != Absent && s.Done < s.Due:
		return fmt.Errorf("done at %d µs, before it was due at %d", s.Done, s.Due)
	case s.Sent != Absent && s.Done < s.Sent:
		return fmt.Errorf("done at %d µs, before it was sent at %d", s.Done, s.Sent)
	case s.FailedAt != "" && s.Class == "":
		return fmt.Errorf("failed at %q, yet without an error class", clip(s.FailedAt))
	}
	return nil
}
