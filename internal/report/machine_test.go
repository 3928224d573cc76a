package report

import (
	"bytes"
	"strings"
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
)

func TestReport_SaysHowBusyTheMachineWas(t *testing.T) {
	busy := func(_ int, phase string) []record.Gauge {
		stalled := map[bool]float64{true: 0.25}[phase == record.PhaseFault]
		all := []record.Gauge{{Service: "redis", Name: record.GaugeCPU, Value: 0.5, Limit: 1}}
		for name, v := range map[string]float64{record.GaugeStalled: stalled, record.GaugeCores: 2, record.GaugeBusyCores: 2, record.GaugeTimerMax: 250} {
			all = append(all, record.Gauge{Service: record.Machine, Name: name, Value: v})
		}
		return all
	}
	d, _ := drawn(t, recordtest.Drill{Rate: 20, Gauges: busy})
	var text, html bytes.Buffer
	if err := Terminal(&text, d.Result, d.Windows, Options{Width: 100}); err != nil {
		t.Fatal(err)
	}
	if err := HTML(&html, d); err != nil {
		t.Fatal(err)
	}
	want := "2 of 2 processors in use, 1.5 by other programs; the client stood still in 15 of 15 seconds, for 3.8 s in all; a timer was up to 250 ms late"
	if got := strings.Join(strings.Fields(text.String()), " "); !strings.Contains(got, want) {
		t.Errorf("not in the text: %q", want)
	}
	if !strings.Contains(html.String(), "In the fault: "+want) || !strings.Contains(html.String(), "This machine</") {
		t.Errorf("not in the page: %q", want)
	}
	if strings.Contains(exhausted(d.Windows.Gauges), record.Machine) {
		t.Errorf("the machine is taken for a service: %s", exhausted(d.Windows.Gauges))
	}
}
