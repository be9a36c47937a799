package drive

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"steward/client"
	"steward/servicenow"
)

// Report is what came out of a run.
type Report struct {
	Run            string       `json:"run"`
	Incidents      int          `json:"incidents"`
	Rows           int          `json:"rows"`
	EqualIncidents int          `json:"equal_incidents"`
	EqualRows      int          `json:"equal_rows"`
	Interrupted    bool         `json:"interrupted"`
	Before         int          `json:"rows_before"` // rows that an interrupted part of the run had played and compared
	Compared       []Compared   `json:"compared"`
	Differences    []Difference `json:"differences"`
	Failures       []Failure    `json:"failures"`
	Acts           []Timing     `json:"acts"`
	Seconds        float64      `json:"seconds"`

	timings timings
}

// Compared counts what was compared after how many rows, and how often it was equal.
type Compared struct {
	What  string `json:"what"`
	Rows  int    `json:"rows"`
	Equal int    `json:"equal"`
}

// Difference is one thing that stands otherwise than the log says after a line.
type Difference struct {
	Line   int    `json:"line"`
	Number string `json:"number"` // the log's
	Record string `json:"record"` // ours
	What   string `json:"what"`
	Want   string `json:"want"`
	Got    string `json:"got"`
}

// Failure is an act that the server did not take; the rest of its incident was not played.
type Failure struct {
	Line   int    `json:"line"`
	Number string `json:"number"`
	Error  string `json:"error"`
}

// Timing tells how long the acts of one verb took, as their callers saw it.
type Timing struct {
	Verb  string        `json:"verb"`
	Count int           `json:"count"`
	P50   time.Duration `json:"p50_ns"`
	P99   time.Duration `json:"p99_ns"`
}

type timings map[string][]time.Duration

// Equal tells whether every row was played and stood as the log says.
func (r Report) Equal() bool { return r.EqualRows == r.Rows && r.EqualIncidents == r.Incidents }

func (d *driver) took(verb string, t time.Duration) {
	d.mu.Lock()
	d.report.timings[verb] = append(d.report.timings[verb], t)
	d.mu.Unlock()
}

func (d *driver) failed(f Failure, rows int) {
	d.mu.Lock()
	d.report.Failures = append(d.report.Failures, f)
	d.mu.Unlock()
	d.options.Played(rows)
}

// passed counts a row of an earlier part of the run.
func (d *driver) passed() {
	d.mu.Lock()
	d.report.Before++
	d.report.EqualRows++
	d.mu.Unlock()
	d.options.Played(1)
}

// compared compares and counts; it answers whether all is equal.
func (d *driver) compared(row servicenow.Row, r client.Record) bool {
	differences := row.Standing().Differences(standing(r))
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.report.Compared == nil {
		for _, what := range servicenow.Compared() {
			d.report.Compared = append(d.report.Compared, Compared{What: what})
		}
	}
	for i := range d.report.Compared {
		c := &d.report.Compared[i]
		c.Rows++
		if !slices.ContainsFunc(differences, func(x servicenow.Difference) bool { return x.What == c.What }) {
			c.Equal++
		}
	}
	for _, x := range differences {
		d.report.Differences = append(d.report.Differences, Difference{row.Line, row.Number, r.Number, x.What, x.Want, x.Got})
	}
	if len(differences) == 0 {
		d.report.EqualRows++
	}
	d.options.Played(1)
	return len(differences) == 0
}

func (r *Report) finish(took time.Duration) {
	r.Seconds = took.Seconds()
	for _, verb := range slices.Sorted(maps.Keys(r.timings)) {
		ts := r.timings[verb]
		slices.Sort(ts)
		r.Acts = append(r.Acts, Timing{verb, len(ts), percentile(ts, 50), percentile(ts, 99)})
	}
	slices.SortFunc(r.Differences, func(a, b Difference) int { return a.Line - b.Line })
	slices.SortFunc(r.Failures, func(a, b Failure) int { return a.Line - b.Line })
}

// percentile answers the smallest value that at least p percent of the sorted values do not exceed.
func percentile(sorted []time.Duration, p int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[(len(sorted)*p+99)/100-1]
}

// Print writes the report for people.
func (r Report) Print(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(t, format, args...) }
	p("act\tcount\tp50\tp99\n")
	acts := 0
	for _, a := range r.Acts {
		p("%s\t%d\t%s\t%s\n", a.Verb, a.Count, round(a.P50), round(a.P99))
		if !strings.HasPrefix(a.Verb, "(") {
			acts += a.Count
		}
	}
	p("\ncompared after each row\trows\tequal\n")
	for _, c := range r.Compared {
		p("%s\t%d\t%d\n", c.What, c.Rows, c.Equal)
	}
	p("\n")
	for _, d := range r.Differences {
		p("line %d\t%s\t%s\t%s: the log says %q, here it is %q\n", d.Line, d.Number, d.Record, d.What, d.Want, d.Got)
	}
	for _, f := range r.Failures {
		p("line %d\t%s\t%s\n", f.Line, f.Number, f.Error)
	}
	if r.Before > 0 {
		p("%d rows were played and compared before this run was resumed\n", r.Before)
	}
	p("run %s: %d acts in %.1f s, %.0f a second\n", r.Run, acts, r.Seconds, float64(acts)/max(r.Seconds, 0.001))
	p("%d of %d rows equal\n", r.EqualRows, r.Rows)
	p("%d of %d equal\n", r.EqualIncidents, r.Incidents)
	if r.Interrupted {
		p("interrupted; --resume %s goes on with it\n", r.Run)
	}
	_ = t.Flush()
}

func round(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }
