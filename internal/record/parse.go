package record

import (
	"errors"
	"fmt"
	"strings"
)

// maxNames is the maximum number of different routes, classes, sources or replicas in a record. It bounds the memory of
// a reader, whatever the file holds.
const maxNames = 64

// names interns repeated texts, so that they do not keep the line in memory that they came from.
type names struct {
	what string
	last string
	all  map[string]string
}

func (n *names) intern(s string) (string, error) {
	if s == n.last {
		return n.last, nil
	}
	if kept, ok := n.all[s]; ok {
		n.last = kept
		return kept, nil
	}
	if len(n.all) == maxNames {
		return "", fmt.Errorf("more than %d different values of %q", maxNames, n.what)
	}
	kept, err := unescape(s)
	if err != nil {
		return "", fmt.Errorf("%s: %w", n.what, err)
	}
	if n.all == nil {
		n.all = map[string]string{}
	}
	kept = strings.Clone(kept)
	n.all[strings.Clone(s)] = kept
	if kept == s { // an escaped text is looked up each time, so that last always equals the raw text
		n.last = kept
	}
	return kept, nil
}

// parser reads lines of samples.csv without allocations: repeated texts are interned, RequestID shares the memory of
// its block.
type parser struct {
	route, class, source, replica, failedAt, upstream names
	columns                                           int    // number of columns in each line
	line                                              string // rest of the line
	column                                            int    // number of the last field taken, from 1
	err                                               error
}

func newParser() *parser {
	return &parser{
		route: names{what: "route"}, class: names{what: "class"}, source: names{what: "source"},
		replica: names{what: "replica"}, failedAt: names{what: "failed_at"}, upstream: names{what: "upstream"}, columns: numColumns,
	}
}

// head reads the header line, which defines the number of columns.
func (p *parser) head(line string) error {
	switch line {
	case Columns:
	case secondColumns:
		p.columns = numSecondColumns
	case firstColumns:
		p.columns = numFirstColumns
	default:
		return errors.New("first line does not name the columns of a samples file")
	}
	return nil
}

// parse fills s from one line without its newline.
func (p *parser) parse(line string, s *Sample) error {
	p.line, p.column, p.err = line, 0, nil
	s.Seq = uint64(p.number(0, maxCount))
	s.Route = p.name(&p.route)
	s.Due = p.number(0, maxTime)
	s.Sent = p.number(Absent, maxTime)
	s.DNS = p.number(Absent, maxTime)
	s.Connect = p.number(Absent, maxTime)
	s.TLS = p.number(Absent, maxTime)
	s.FirstByte = p.number(Absent, maxTime)
	s.Done = p.number(Absent, maxTime)
	s.Status = int(p.number(0, 999))
	s.Class = p.name(&p.class)
	s.Source = p.name(&p.source)
	s.Replica = p.name(&p.replica)
	s.App = p.number(Absent, maxTime)
	s.Cache = p.number(Absent, maxTime)
	s.DB = p.number(Absent, maxTime)
	s.Pool = p.number(Absent, maxTime)
	s.Bytes = p.number(Absent, maxCount)
	s.RequestID = p.text("request_id")
	s.FailedAt, s.Middleware, s.Upstream = "", Absent, ""
	if p.columns >= numSecondColumns {
		s.FailedAt = p.name(&p.failedAt)
	}
	if p.columns >= numColumns {
		s.Middleware, s.Upstream = p.number(Absent, maxTime), p.name(&p.upstream)
	}
	if p.err != nil {
		return p.err
	}
	return s.agree()
}

// field takes the next field of the line. After the last one nothing may be left.
func (p *parser) field() string {
	p.column++
	i := strings.IndexByte(p.line, ',')
	switch {
	case i < 0 && p.column < p.columns:
		p.fail("line has %d fields, not %d", p.column, p.columns)
		return ""
	case i >= 0 && p.column == p.columns:
		p.fail("line has more than %d fields", p.columns)
		return ""
	case i < 0:
		i = len(p.line)
	}
	f := p.line[:i]
	p.line = p.line[min(i+1, len(p.line)):]
	return f
}

// number reads the next field as an integer between low and high. The loop stops before it can overflow, since high is
// far below the largest integer.
func (p *parser) number(low, high int64) int64 {
	if p.err != nil {
		return 0
	}
	p.column++
	negative, digits, v, i := false, 0, int64(0), 0
	for ; i < len(p.line) && p.line[i] != ','; i++ {
		c := p.line[i]
		switch {
		case '0' <= c && c <= '9' && v <= high:
			v = v*10 + int64(c-'0')
			digits++
		case c == '-' && i == 0:
			negative = true
		default:
			p.bad("number")
			return 0
		}
	}
	if i == len(p.line) {
		p.fail("line has %d fields, not %d", p.column, p.columns)
		return 0
	}
	if negative {
		v = -v
	}
	padded := digits > 1 && p.line[i-digits] == '0'
	if digits == 0 || padded || v < low || v > high || (negative && v == 0) {
		p.bad("number")
		return 0
	}
	p.line = p.line[i+1:]
	return v
}

func (p *parser) name(n *names) string {
	if p.err != nil {
		return ""
	}
	f := p.field()
	if p.err != nil {
		return ""
	}
	s, err := n.intern(f)
	if err != nil {
		p.err = err
	}
	return s
}

// text takes the next field as a text that rarely repeats.
func (p *parser) text(what string) string {
	if p.err != nil {
		return ""
	}
	f := p.field()
	if p.err != nil {
		return ""
	}
	s, err := unescape(f)
	if err != nil {
		p.err = fmt.Errorf("%s: %w", what, err)
	}
	return s
}

func (p *parser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf(format, args...)
	}
}

// bad reports an invalid field with its column and content.
func (p *parser) bad(want string) {
	field, _, _ := strings.Cut(p.line, ",")
	p.fail("%s %q is not a %s that can be", strings.Split(Columns, ",")[p.column-1], clip(field), want)
}

func clip(s string) string {
	if len(s) > 24 {
		return s[:24] + "..."
	}
	return s
}
