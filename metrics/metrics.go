// Package metrics gathers what Prometheus asks of a process: its own figures, Temporal's SDK, the database's pool, and the
// desk's outbox and processes.
package metrics

import (
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	exporter "go.opentelemetry.io/otel/exporters/prometheus"
	sdk "go.opentelemetry.io/otel/sdk/metric"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/opentelemetry"

	"steward/domain/mail"
	"steward/store"
)

// Metrics is what one process measures.
type Metrics struct {
	Registry *prometheus.Registry
	late     prometheus.Histogram
	letters  *prometheus.CounterVec
	temporal client.MetricsHandler
}

// buckets of durations in seconds: from a quick query to a poll that waits for work.
var buckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 60}

// New makes the metrics of a process that uses the store.
func New(s *store.Store, version string) (*Metrics, error) {
	m := &Metrics{
		Registry: prometheus.NewRegistry(),
		late: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "steward_timer_late_seconds", Help: "How long after its instant something that fell due by itself was applied.",
			Buckets: []float64{.1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 3600, 86400},
		}),
	}
	m.letters = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "steward_mail_letters_total", Help: "Letters that left or came in since this process began, by what became of them.",
	}, []string{"way", "what"})
	for _, r := range mail.Reasons { // there from the beginning, so that a rate can be told
		m.letters.WithLabelValues("in", string(r))
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "steward_build_info", Help: "Always 1; the version is the label.",
		ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	m.Registry.MustRegister(m.late, m.letters, build, newDesk(s), collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewDBStatsCollector(s.DB.DB, "steward"))
	e, err := exporter.New(exporter.WithRegisterer(m.Registry), exporter.WithoutScopeInfo(), exporter.WithoutTargetInfo())
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	histograms := sdk.NewView(sdk.Instrument{Kind: sdk.InstrumentKindHistogram}, sdk.Stream{Aggregation: sdk.AggregationExplicitBucketHistogram{Boundaries: buckets}})
	m.temporal = opentelemetry.NewMetricsHandler(opentelemetry.MetricsHandlerOptions{
		Meter: sdk.NewMeterProvider(sdk.WithReader(e), sdk.WithView(histograms)).Meter("temporal-sdk-go"), UseMonotonicCounters: true,
	})
	return m, nil
}

// Temporal is where the SDK's client and workers report what they do.
func (m *Metrics) Temporal() client.MetricsHandler { return m.temporal }

// Letter counts one letter: of the way out by its state; of the way in "taken", "again", or the reason why it was not taken.
func (m *Metrics) Letter(way, what string) { m.letters.WithLabelValues(way, what).Inc() }

// Late notes how long after their instants things that fell due by themselves were applied.
func (m *Metrics) Late(by []time.Duration) {
	for _, d := range by {
		m.late.Observe(d.Seconds())
	}
}
