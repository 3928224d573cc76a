package record

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"firedrill/internal/regular"
)

// GaugesFile is the file of the gauges in a record's directory. Records from before gauges existed have none.
const GaugesFile = "gauges.csv"

// GaugeColumns is the header line of gauges.csv. The limit is empty if there is none.
const GaugeColumns = "at_us,service,name,value,limit"

// appendGauge appends the gauge as one line of gauges.csv. Texts are escaped as in samples.csv.
func appendGauge(b []byte, g *Gauge) []byte {
	b = strconv.AppendInt(b, g.At, 10)
	b = appendText(append(b, ','), g.Service)
	b = appendText(append(b, ','), g.Name)
	b = appendNumber(append(b, ','), g.Value)
	b = append(b, ',')
	if g.Limit > 0 {
		b = appendNumber(b, g.Limit)
	}
	return append(b, '\n')
}

// appendNumber writes a number with six decimal places and no exponent, so that every reader can parse it.
func appendNumber(b []byte, v float64) []byte {
	return strconv.AppendFloat(b, math.Round(v*1e6)/1e6, 'f', -1, 64)
}

// check returns why the gauge cannot be stored.
func (g *Gauge) check() error {
	switch {
	case g.At < 0 || g.At > maxTime:
		return fmt.Errorf("gauge at %d µs is outside the longest drill", g.At)
	case g.Service == "" || g.Name == "":
		return errors.New("gauge without a service or a name")
	case len(g.Service) > maxText || len(g.Name) > maxText:
		return fmt.Errorf("gauge %q of %q has a text longer than %d bytes", clip(g.Name), clip(g.Service), maxText)
	case !(g.Value >= 0 && g.Value <= maxCount) || !(g.Limit >= 0 && g.Limit <= maxCount):
		return fmt.Errorf("gauge %q of %q is at %g of %g", g.Name, g.Service, g.Value, g.Limit)
	}
	return nil
}

// Gauges adds one set of readings and writes it at once. A gauge that cannot be stored is an error and is not written;
// the record stays usable.
func (w *Writer) Gauges(all ...Gauge) error {
	var b []byte
	var errs []error
	for i := range all {
		if err := all[i].check(); err != nil {
			errs = append(errs, err)
			continue
		}
		b = appendGauge(b, &all[i])
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.gauges == nil && len(b) > 0 {
		f, err := createNew(filepath.Join(w.dir, GaugesFile))
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		w.gauges = f
		b = append([]byte(GaugeColumns+"\n"), b...)
	}
	if len(b) > 0 {
		_, err := w.gauges.Write(b)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Gauges calls f with each gauge in the file's order and stops at the first error. A record may have none. The gauge is
// valid until f returns.
func (r *Record) Gauges(f func(*Gauge) error) error {
	path := filepath.Join(r.Dir, GaugesFile)
	file, err := regular.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	defer file.Close()
	return Bad(readGauges(path, file, r.End() == nil, f))
}

func readGauges(path string, file io.Reader, cutShort bool, f func(*Gauge) error) error {
	p, g := gaugeParser{service: names{what: "service"}, name: names{what: "name"}}, &Gauge{}
	lines := lineReader{path: path, r: file, max: maxLine}
	first := true
	err := lines.each(func(line string) error {
		if first {
			first = false
			if line != GaugeColumns {
				return errors.New("first line does not name the columns of a gauges file")
			}
			return nil
		}
		if err := p.parse(line, g); err != nil {
			return err
		}
		return f(g)
	})
	if err == nil && lines.rest != "" && !cutShort {
		return fmt.Errorf("%s:%d: line is cut off", path, lines.number+1)
	}
	return err
}

// gaugeParser reads lines of gauges.csv. It keeps no reference to a line.
type gaugeParser struct{ service, name names }

func (p *gaugeParser) parse(line string, g *Gauge) error {
	fields := strings.Split(line, ",")
	if len(fields) != strings.Count(GaugeColumns, ",")+1 {
		return fmt.Errorf("line has %d fields, want %d", len(fields), strings.Count(GaugeColumns, ",")+1)
	}
	var errs [5]error
	g.At, errs[0] = strconv.ParseInt(fields[0], 10, 64)
	g.Service, errs[1] = p.service.intern(fields[1])
	g.Name, errs[2] = p.name.intern(fields[2])
	g.Value, errs[3] = strconv.ParseFloat(fields[3], 64)
	g.Limit = 0
	if fields[4] != "" {
		g.Limit, errs[4] = strconv.ParseFloat(fields[4], 64)
	}
	for i, err := range errs {
		if err != nil {
			return fmt.Errorf("field %d: %w", i+1, err)
		}
	}
	return g.check()
}
