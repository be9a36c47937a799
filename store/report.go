package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"steward/domain"
	"steward/domain/access"
)

// ReportQuery asks for a report: of which period, by what, and of which records. Keys that are not given do not narrow; an empty
// key that is given means "none".
type ReportQuery struct {
	By       string
	From     time.Time // zero: ten years before the end
	To       time.Time // the first instant after the period; zero: now
	Customer domain.Key
	Service  domain.Key
	Group    domain.Key
}

// ReportYears is the longest period of a report.
const ReportYears = 10

// Period is what a report covers.
type Period struct {
	By   string    `json:"by"`
	From time.Time `json:"from"`
	To   time.Time `json:"to" doc:"the first instant after the period"`
	Zone string    `json:"zone" doc:"by which months and weeks are cut"`
}

// Of says what a line of a report is of.
type Of struct {
	Value string `db:"value" json:"value" doc:"the code of a thing, a kind, a priority, or the first day of a month or week; empty: none"`
	Named *Ref   `db:"named" json:"named" doc:"the thing, if the report is by one"`
	All   bool   `db:"all_lines" json:"-"` // the line of all lines
}

// Report is a line for each value that has something to tell, and one of them all.
type Report[L any] struct {
	Period
	Lines []L `json:"lines"`
	Total L   `json:"total"`
}

// dimension says for a way of reporting how a line is found: the key of an event e of a record r with its incident i (and of a clock c),
// and what the key x.key is called.
type dimension struct {
	key   string
	named string // table t of what the key names; empty: the key is the value
	on    string
	each  string // month or week: the key is cut from the event's time instead
}

var ticketDimensions = map[string]dimension{
	"customer": {key: "r.customer_id", named: "customers", on: "t.id"},
	"service":  {key: "i.service_id", named: "services", on: "t.id"},
	"group":    {key: "r.group_id", named: "groups", on: "t.id"},
	"kind":     {key: "COALESCE(i.kind, r.kind)"},
	"priority": {key: "r.priority"},
	"month":    {key: "NULL::text", each: "month"},
	"week":     {key: "NULL::text", each: "week"},
}

// columns renders what a line is of, and the join that it needs.
func (d dimension) columns() (columns, join string) {
	switch {
	case d.named != "":
		return `COALESCE(t.code, x.key::text, '') AS value, ` + refSQL("t") + `::jsonb AS named`, ` LEFT JOIN ` + d.named + ` t ON ` + d.on + ` = x.key`
	case d.each != "":
		return `COALESCE(x.key::date::text, '') AS value, NULL::jsonb AS named`, ``
	}
	return `COALESCE(x.key::text, '') AS value, NULL::jsonb AS named`, ``
}

// question is a report's question ready to be asked: the period, and the conditions of the records r that count.
type question struct {
	Period
	dimension
	args     arguments
	where    string
	from, to string // placeholders
	now      time.Time
	location *time.Location
	whole    bool // nobody said from when
	ofClocks bool // not of records
}

func (s *Store) question(ctx context.Context, v access.Viewer, q ReportQuery, by map[string]dimension, names string) (*question, error) {
	d, ok := by[q.By]
	if !ok {
		return nil, domain.RefuseField("by", "Report by "+names+".", "只能按 "+names+" 统计。")
	}
	now, err := s.Now(ctx)
	if err != nil {
		return nil, err
	}
	x := &question{Period: Period{By: q.By, From: q.From, To: q.To, Zone: v.Zone}, dimension: d, now: now, whole: q.From.IsZero()}
	if err := x.bound(); err != nil {
		return nil, err
	}
	x.where = access.Predicate(v, "r", x.args.add)
	x.from, x.to = x.args.add(x.From), x.args.add(x.To)
	for _, f := range []struct {
		noun   noun
		field  string
		column string
		key    domain.Key
	}{{customers, "customer", "r.customer_id", q.Customer}, {services, "service", "i.service_id", q.Service}, {groups, "group", "r.group_id", q.Group}} {
		if !f.key.Given {
			continue
		}
		id, err := f.noun.find(ctx, s.DB, f.field, f.key)
		if err != nil {
			return nil, convert(err)
		}
		if id == nil {
			x.where += " AND " + f.column + " IS NULL"
		} else {
			x.where += " AND " + f.column + " = " + x.args.add(*id)
		}
	}
	return x, nil
}

// bound sets the ends that nobody said, and refuses a period that is none or too long.
func (x *question) bound() error {
	location, err := time.LoadLocation(x.Zone)
	if err != nil {
		return domain.RefuseField("zone", "Your profile names a time zone that does not exist; choose another.", "您的资料中的时区不存在，请重新选择。")
	}
	x.location = location
	if x.To.IsZero() {
		x.To = x.now
	}
	to := x.To.In(location)
	if x.whole {
		x.From = to.AddDate(-ReportYears, 0, 0)
	}
	x.From, x.To = x.From.UTC(), to.UTC()
	if !x.To.After(x.From) {
		return domain.RefuseField("to", "The period ends before it begins; choose an end after its beginning.", "统计期的结束早于开始，请选择晚于开始的结束时间。")
	}
	if x.To.After(x.From.In(location).AddDate(ReportYears, 0, 0)) {
		return domain.RefuseField("from", "A report covers ten years at most; choose a later beginning.", "统计期最长十年，请选择较晚的开始时间。")
	}
	return nil
}

// of renders the line to which an event e belongs; of what was before the period nothing but what it left open counts.
func (x *question) of() string {
	if x.each == "" {
		return "e.key"
	}
	return `CASE WHEN e.at >= ` + x.from + ` THEN date_trunc('` + x.each + `', e.at AT TIME ZONE ` + x.args.add(x.Zone) + `) END`
}

// mine renders the records that count, or their clocks, as a WITH query with when they began and their keys.
func (x *question) mine() string {
	const records = ` FROM records r LEFT JOIN incidents i ON i.record_id = r.id`
	if x.ofClocks {
		return `mine AS (SELECT c.started_at AS at, c.stopped_at, c.state, ` + crossedSQL + ` AS crossed, ` + x.key + ` AS key` + records + `
			JOIN clocks c ON c.record_id = r.id CROSS JOIN (SELECT ` + x.args.add(x.now) + `::timestamptz AS at) now WHERE ` + x.where + `)`
	}
	return `mine AS (SELECT r.id, r.created_at AS at, ` + x.key + ` AS key` + records + ` WHERE r.created_at < ` + x.to + ` AND ` + x.where + `)`
}

// days answers the first days of the months or weeks of the period that have begun, in order.
func (x *question) days() []string {
	y, m, d := x.From.In(x.location).Date()
	day := time.Date(y, m, d, 0, 0, 0, 0, time.UTC) // days are counted where none is odd
	if x.each == "month" {
		day = day.AddDate(0, 0, 1-d)
	} else {
		day = day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	}
	end := x.To
	if x.now.Before(end) {
		end = x.now
	}
	var days []string
	for {
		y, m, d := day.Date()
		if !time.Date(y, m, d, 0, 0, 0, 0, x.location).Before(end) {
			return days
		}
		days = append(days, day.Format(time.DateOnly))
		if x.each == "month" {
			day = day.AddDate(0, 1, 0)
		} else {
			day = day.AddDate(0, 0, 7)
		}
	}
}

// line is what the lines of every report have.
type line[L any] interface {
	*L
	of() *Of
	left() *int  // what was open when the line's time had passed
	weight() int // what lines are ordered by, the heaviest first
	empty() bool
}

// sum is a column of a report: an aggregate over events e.
type sum struct{ name, sql string }

// readReport sums the events that a WITH query e answers of the records that count: for each line, and for all of them.
func readReport[L any, P line[L]](ctx context.Context, s *Store, x *question, events string, sums []sum) (Report[L], error) {
	of, mine := x.of(), x.mine()
	columns, join := x.columns()
	var names, aggregates string
	for _, c := range sums {
		names += ", x." + c.name
		aggregates += ", " + c.sql + " AS " + c.name
	}
	var rows []L
	err := s.DB.SelectContext(withOwnPlan(ctx), &rows, `
		WITH `+mine+`, e AS (`+events+`)
		SELECT x.all_lines, `+columns+names+` FROM (
			SELECT GROUPING(e.line) = 1 AS all_lines, e.line AS key`+aggregates+`
			FROM (SELECT `+of+` AS line, e.* FROM e) e GROUP BY GROUPING SETS ((e.line), ())) x`+join, x.args...)
	if err != nil {
		return Report[L]{}, convert(err)
	}
	r := Report[L]{Period: x.Period, Lines: []L{}}
	rows = slices.DeleteFunc(rows, func(l L) bool {
		all := P(&l).of().All
		if all {
			r.Total = l
		}
		return all
	})
	*P(&r.Total).of() = Of{}
	if x.each == "" {
		r.Lines = inOrder[L, P](x, rows)
	} else {
		r.Lines = inTime[L, P](x, rows)
	}
	return r, nil
}

// inOrder answers the lines that have something to tell, those of most first; priorities in their own order.
func inOrder[L any, P line[L]](x *question, lines []L) []L {
	lines = slices.DeleteFunc(lines, func(l L) bool { return P(&l).empty() })
	slices.SortFunc(lines, func(a, b L) int {
		if c := P(&b).weight() - P(&a).weight(); c != 0 && x.By != "priority" {
			return c
		}
		return cmp.Compare(P(&a).of().Value, P(&b).of().Value)
	})
	return lines
}

// inTime answers a line for every month or week of the period; what is open is carried from each to the next. The years before
// anything was are left out where nobody asked for them.
func inTime[L any, P line[L]](x *question, rows []L) []L {
	known := make(map[string]L, len(rows))
	for _, l := range rows {
		known[P(&l).of().Value] = l
	}
	lines := []L{}
	before := known[""]
	open := *P(&before).left()
	for _, day := range x.days() {
		l := known[day]
		open += *P(&l).left()
		P(&l).of().Value, *P(&l).left() = day, open
		if !x.whole || len(lines) > 0 || !P(&l).empty() {
			lines = append(lines, l)
		}
	}
	return lines
}
