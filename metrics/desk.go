package metrics

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"steward/store"
)

// desk collects figures that only the database knows, anew at each scrape. Every process of an installation answers the same.
type desk struct {
	store   *store.Store
	figures []figure
}

type figure struct {
	desc  *prometheus.Desc
	value func(store.Figures) float64
}

func newDesk(s *store.Store) *desk {
	d := &desk{store: s}
	add := func(name, help string, value func(store.Figures) float64) {
		d.figures = append(d.figures, figure{prometheus.NewDesc("steward_"+name, help, nil, nil), value})
	}
	add("outbox_depth", "Wakes that have not reached their process.", func(f store.Figures) float64 { return float64(f.OutboxDepth) })
	add("outbox_oldest_seconds", "How long the oldest of them has waited.", func(f store.Figures) float64 { return f.OutboxOldest })
	add("processes_behind", "Open processes that have not seen the newest fact of their record.", func(f store.Figures) float64 { return float64(f.Behind) })
	add("processes_stuck", "Open processes that cannot go on.", func(f store.Figures) float64 { return float64(f.Stuck) })
	add("processes_late", "Open processes whose next instant passed more than ten seconds ago.", func(f store.Figures) float64 { return float64(f.Late) })
	add("mail_waiting", "Letters that wait to be sent, if a server is named.", func(f store.Figures) float64 { return float64(f.MailWaiting) })
	add("mail_oldest_seconds", "How long the oldest of them has waited.", func(f store.Figures) float64 { return f.MailOldest })
	add("mail_refused", "Letters that were refused, or came back, within a day.", func(f store.Figures) float64 { return float64(f.MailRefused) })
	add("mail_held", "Letters that came in and that the desk has to decide on.", func(f store.Figures) float64 { return float64(f.MailHeld) })
	return d
}

// Describe implements prometheus.Collector.
func (d *desk) Describe(descriptions chan<- *prometheus.Desc) {
	for _, f := range d.figures {
		descriptions <- f.desc
	}
}

// Collect implements prometheus.Collector. While the database does not answer these figures are missing, the others are not.
func (d *desk) Collect(into chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	figures, err := d.store.Figures(ctx)
	if err != nil {
		slog.Warn("cannot read the desk's figures for a scrape", "error", err)
		return
	}
	for _, f := range d.figures {
		into <- prometheus.MustNewConstMetric(f.desc, prometheus.GaugeValue, f.value(figures))
	}
}
