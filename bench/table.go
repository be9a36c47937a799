package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// line is one row of the table.
type line struct{ operation, load, ours, bare, ratio, aim, verdict string }

// report is the one table that a run prints, and the notes under it.
type report struct {
	lines []line
	notes []string
}

func (r *report) add(l line, met bool) {
	l.verdict = "met"
	if !met {
		l.verdict = "MISSED"
	}
	if l.aim == "" {
		l.aim, l.verdict = "–", ""
	}
	r.lines = append(r.lines, l)
}

func (r *report) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

func (r *report) print(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "operation\tload\tSteward\tbare\tratio\taim\t")
	for _, l := range r.lines {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", l.operation, l.load, l.ours, l.bare, l.ratio, l.aim, l.verdict)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, n := range r.notes {
		if _, err := fmt.Fprintln(w, "· "+n); err != nil {
			return err
		}
	}
	return nil
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

func speed(ps []pair, of func(pair) series) string {
	return fmt.Sprintf("%.0f/s  p50 %s", middle(ps, func(p pair) float64 { return of(p).rate }), ms(middle(ps, func(p pair) time.Duration { return of(p).p50 })))
}

func oursOf(p pair) series  { return p.ours }
func plainOf(p pair) series { return p.bare }

// addWritten adds creations and acts: at least 40 % of the bare statements' rate, and 15 ms for one person alone.
func (r *report) addWritten(w written) {
	ratio := middle(w.rounds, func(p pair) float64 { return p.ours.rate / p.bare.rate })
	alone := middle(w.rounds, func(p pair) time.Duration { return p.ours.p50 })
	l := line{operation: w.what, load: clientsOf(w.clients), ours: speed(w.rounds, oursOf), bare: speed(w.rounds, plainOf), ratio: fmt.Sprintf("%.0f %%", 100*ratio), aim: "≥ 40 %"}
	met := ratio >= .4
	if w.clients == 1 {
		l.aim += ", p50 ≤ 15 ms"
		met = met && alone <= 15*time.Millisecond
	}
	r.add(l, met)
}

func clientsOf(n int) string {
	if n == 1 {
		return "1 client"
	}
	return fmt.Sprintf("%d clients", n)
}

// addCarried adds what a process costs: a creation by rate, an act by how long it takes.
func (r *report) addCarried(created, acted carried) {
	rate := middle(created.rounds, func(p pair) float64 { return p.ours.rate / p.bare.rate })
	r.add(line{operation: created.what, load: clientsOf(processClients), ours: speed(created.rounds, oursOf), bare: speed(created.rounds, plainOf),
		ratio: fmt.Sprintf("%.0f %% of the rate", 100*rate), aim: "≥ 60 %"}, rate >= .6)
	took := middle(acted.rounds, func(p pair) float64 { return float64(p.ours.p50) / float64(p.bare.p50) })
	r.add(line{operation: acted.what, load: clientsOf(processClients), ours: speed(acted.rounds, oursOf), bare: speed(acted.rounds, plainOf),
		ratio: fmt.Sprintf("%.2f × as long", took), aim: "≤ 1.5 ×"}, took <= 1.5)
}

const listLimit = 30 * time.Millisecond

// addLooked adds lists and searches at one size, beside the smaller size if that was measured.
func (r *report) addLooked(incidents int, now, before []looked) {
	for i, l := range now {
		row := line{operation: l.what + ", " + l.viewer, load: fmt.Sprintf("%d incidents", incidents), ours: fmt.Sprintf("p50 %s  p95 %s", ms(l.p50), ms(l.p95)),
			bare: "–", ratio: "–", aim: "p95 ≤ 30 ms"}
		met := l.p95 <= listLimit
		if before != nil {
			growth := float64(l.p95) / float64(before[i].p95)
			row.ratio, row.aim = fmt.Sprintf("grew %.1f ×", growth), row.aim+", growth ≤ 2 ×"
			met = met && growth <= 2
		}
		r.add(row, met)
		if l.p95 > listLimit/2 {
			r.note("%s, %s: slowest on average %s", l.what, l.viewer, l.worst)
		}
	}
}
