package drill

import (
	"context"
	"time"

	"firedrill/internal/canary"
	"firedrill/internal/record"
)

const (
	// machineEvery is the interval between two reads of the canary's seconds.
	machineEvery = time.Second
	// machineTime bounds one read.
	machineTime = 5 * time.Second
)

// watchMachine records the measurements of the client's canary until the context ends. A failed read does not affect
// the drill.
func (d *Drill) watchMachine(ctx context.Context, t *teller) {
	shown := ""
	for next := t.began; ; next = nextLook(t.began, time.Now()) {
		if sleepUntil(ctx, next) != nil {
			return
		}
		bounded, cancel := context.WithTimeout(ctx, machineTime)
		got, err := d.Client.Machine(bounded)
		cancel()
		if err != nil {
			continue // the client may be busy for longer; whileClientLives checks that it lives
		}
		for i := range got.Seconds {
			d.calm.machine(d.offsetOf(&got.Seconds[i]), &got.Seconds[i])
			if err := t.w.Gauges(machineGauges(d.offsetOf(&got.Seconds[i]), &got.Seconds[i])...); err != nil {
				t.note("the machine's figures could not be kept: %v", err)
			}
		}
		if now := d.calm.busyNow(); now != shown {
			shown = now
			t.say(Progress{Machine: &now})
		}
	}
}

// offsetOf returns when a second began, in µs since the record's start. Both are by the client's clock.
func (d *Drill) offsetOf(s *canary.Second) int64 { return s.At.Sub(d.Header.Start).Microseconds() }

// machineGauges converts a second to gauges. A second that began before the record has none.
func machineGauges(at int64, s *canary.Second) []record.Gauge {
	if at < 0 {
		return nil
	}
	var all []record.Gauge
	add := func(name string, v float64) {
		all = append(all, record.Gauge{At: at, Service: record.Machine, Name: name, Value: v})
	}
	add(record.GaugeTimerP50, s.Timer.P50)
	add(record.GaugeTimerP99, s.Timer.P99)
	add(record.GaugeTimerMax, s.Timer.Max)
	add(record.GaugeLoopbackP50, s.Echo.P50)
	add(record.GaugeLoopbackP99, s.Echo.P99)
	add(record.GaugeLoopbackMax, s.Echo.Max)
	add(record.GaugeStalled, s.Stalled)
	m := &s.Machine
	for _, one := range []struct {
		name string
		v    *float64
	}{
		{record.GaugeCores, m.Cores}, {record.GaugeBusyCores, m.Busy}, {record.GaugeStealCores, m.Steal},
		{record.GaugeClientCores, m.Client}, {record.GaugeRunnable, m.Runnable}, {record.GaugeRunDelay, m.RunDelay},
	} {
		if one.v != nil {
			add(one.name, *one.v)
		}
	}
	for kernels, name := range map[string]string{
		"cpu some": record.GaugePressureCPU, "io some": record.GaugePressureIO, "io full": record.GaugePressureIOFull,
		"memory some": record.GaugePressureMemory, "memory full": record.GaugePressureMemoryFull,
	} {
		if v, ok := m.Pressure[kernels]; ok {
			add(name, v)
		}
	}
	return all
}
