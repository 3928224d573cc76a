package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"firedrill/internal/record"
)

// csvColumns is the header line of a CSV report. The name of each time includes its unit; absent values are empty.
const csvColumns = "seq,phase,route,outcome,class,status,source,replica,due_us,latency_us,waited_us,dns_us,connect_us," +
	"tls_us,first_byte_us,done_us,app_us,cache_us,pool_us,db_us,bytes,request_id,failed_at,middleware_us,upstream"

// CSV writes every sample of the record as one line, for a spreadsheet or awk. Unlike samples.csv, each line has the
// phase, the outcome and the latency. Only one line is in memory at a time.
func CSV(w io.Writer, r *record.Record) error {
	out := bufio.NewWriterSize(w, 64<<10)
	if _, err := out.WriteString(csvColumns + "\n"); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	phases := record.Phases(r.Events)
	var line []byte
	err := r.Samples(func(s *record.Sample) error {
		line = appendSample(line[:0], s, phaseAt(phases, s.Due))
		_, err := out.Write(line)
		return err
	})
	if err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// phaseAt returns the name of the phase in which a request was due, "" before the first.
func phaseAt(phases []record.Begun, due int64) string {
	for i := len(phases) - 1; i >= 0; i-- {
		if due >= phases[i].At {
			return phases[i].Name
		}
	}
	return ""
}

func appendSample(b []byte, s *record.Sample, phase string) []byte {
	outcome, latency, waited := "ok", record.Absent, record.Absent
	switch {
	case s.Sent == record.Absent:
		outcome = "dropped"
	case s.Class != "":
		outcome = "failed"
	}
	if s.Sent != record.Absent {
		latency, waited = max(0, s.Done-s.Due), max(0, s.Sent-s.Due)
	}
	b = strconv.AppendUint(b, s.Seq, 10)
	for _, text := range [...]string{phase, s.Route, outcome, s.Class} {
		b = appendCell(append(b, ','), text)
	}
	b = append(b, ',')
	if s.Status != 0 {
		b = strconv.AppendInt(b, int64(s.Status), 10)
	}
	b = appendCell(append(b, ','), s.Source)
	b = appendCell(append(b, ','), s.Replica)
	for _, v := range [...]int64{s.Due, latency, waited, s.DNS, s.Connect, s.TLS, s.FirstByte, s.Done, s.App, s.Cache,
		s.Pool, s.DB, s.Bytes} {
		b = append(b, ',')
		if v != record.Absent {
			b = strconv.AppendInt(b, v, 10)
		}
	}
	b = appendCell(append(b, ','), s.RequestID)
	b = appendCell(append(b, ','), s.FailedAt)
	b = append(b, ',')
	if s.Middleware != record.Absent {
		b = strconv.AppendInt(b, s.Middleware, 10)
	}
	b = appendCell(append(b, ','), s.Upstream)
	return append(b, '\n')
}

const hexDigits = "0123456789ABCDEF"

// appendCell writes a text so that a reader that only splits at commas is correct, and so that no spreadsheet takes it
// for a formula, as it does with a leading =, +, - or @. As in samples.csv, such bytes become %XX.
func appendCell(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		c := s[i]
		safe := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("._:/", c) >= 0 ||
			i > 0 && strings.IndexByte("=+-@", c) >= 0
		if safe {
			b = append(b, c)
		} else {
			b = append(b, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return b
}
