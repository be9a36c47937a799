package servicenow

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

const unknown = "?"

// columns are those that must be there; a file may have more, in any order.
var columns = []string{
	"number", "incident_state", "reassignment_count", "reopen_count", "caller_id", "opened_by", "opened_at",
	"sys_updated_by", "sys_updated_at", "location", "category", "subcategory", "impact", "urgency", "priority",
	"assignment_group", "assigned_to", "closed_code",
}

// words are columns this product keeps as words in a note, when the file has them.
var words = []Field{{"u_symptom", "symptom"}, {"problem_id", "problem"}, {"rfc", "change"}, {"vendor", "vendor"}, {"caused_by", "caused by"}, {"cmdb_ci", "configuration item"}}

var states = map[string][2]string{
	"New": {"new"}, "Active": {"active"}, "Resolved": {"resolved"}, "Closed": {"closed"},
	"Awaiting User Info": {"on_hold", "customer"}, "Awaiting Problem": {"on_hold", "problem"}, "Awaiting Vendor": {"on_hold", "vendor"},
	"Awaiting Change": {"on_hold", "change"}, "Awaiting Evidence": {"on_hold", "evidence"},
}

// channels are the ways to the desk by contact_type, a column that may be missing; any other is the desk itself.
var channels = map[string]string{"Phone": "phone", "Email": "mail", "Self service": "portal"}

// reader holds what is known while the lines go by.
type reader struct {
	at     map[string]int // column → index
	order  []string       // incidents as they first appear
	byName map[string]*Incident
	errs   Errors
}

// Read reads a whole log. What is wrong is collected over all lines and answered as Errors; then no row may be used.
func Read(in io.Reader) (Log, error) {
	c := csv.NewReader(skipMark(in))
	c.FieldsPerRecord = -1
	c.ReuseRecord = true
	r := &reader{byName: map[string]*Incident{}}
	for {
		fields, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			var p *csv.ParseError
			if !errors.As(err, &p) {
				return Log{}, fmt.Errorf("cannot read the log: %w", err)
			}
			r.fail(p.Line, "", p.Err.Error())
			continue
		}
		line, _ := c.FieldPos(0)
		if r.at == nil {
			if r.header(fields); r.errs != nil {
				return Log{}, r.errs
			}
			continue
		}
		r.row(line, fields)
	}
	if r.at == nil {
		r.fail(1, "", "the file is empty; it must begin with the line of column names")
	}
	return r.finish()
}

// skipMark drops the byte order mark that spreadsheet programs put in front.
func skipMark(in io.Reader) io.Reader {
	b := bufio.NewReader(in)
	if m, _ := b.Peek(3); string(m) == "\ufeff" {
		_, _ = b.Discard(3)
	}
	return b
}

func (r *reader) fail(line int, column, text string) {
	r.errs = append(r.errs, LineError{line, column, text})
}

func (r *reader) header(fields []string) {
	at := map[string]int{}
	for i, f := range fields {
		at[strings.TrimSpace(f)] = i
	}
	for _, c := range columns {
		if _, ok := at[c]; !ok {
			r.fail(1, c, "this column is missing; the first line must name it")
		}
	}
	r.at = at
}

func (r *reader) row(line int, fields []string) {
	if len(fields) != len(r.at) {
		r.fail(line, "", fmt.Sprintf("has %d values, the first line names %d columns", len(fields), len(r.at)))
		return
	}
	before := len(r.errs)
	p := parser{r: r, line: line, fields: fields}
	row := p.parse()
	if len(r.errs) > before {
		return
	}
	inc := r.byName[row.Number]
	if inc == nil {
		inc = &Incident{Number: row.Number}
		r.byName[row.Number] = inc
		r.order = append(r.order, row.Number)
	}
	if n := len(inc.Rows); n > 0 && row.UpdatedAt.Before(inc.Rows[n-1].UpdatedAt) {
		row.UpdatedAt = inc.Rows[n-1].UpdatedAt // the order of the file is the order
	}
	inc.Rows = append(inc.Rows, row)
	inc.ClosedCode = p.known("closed_code")
}

// finish tells every incident as acts once, so that a row that cannot be told is an error of its line.
func (r *reader) finish() (Log, error) {
	var log Log
	for _, n := range r.order {
		inc := *r.byName[n]
		for i := range inc.Rows {
			if _, err := inc.Acts(i); err != nil {
				r.fail(inc.Rows[i].Line, err.Column, err.Text)
			}
		}
		log.Incidents = append(log.Incidents, inc)
		log.Rows += len(inc.Rows)
	}
	if r.errs != nil {
		slices.SortStableFunc(r.errs, func(a, b LineError) int { return cmp.Compare(a.Line, b.Line) })
		return Log{}, r.errs
	}
	return log, nil
}

// parser reads the values of one line; each value that is wrong is an error of the line.
type parser struct {
	r      *reader
	line   int
	fields []string
}

func (p parser) parse() Row {
	row := Row{
		Line: p.line, Number: p.known("number"),
		UpdatedAt: p.time("sys_updated_at", true), OpenedAt: p.time("opened_at", false),
		Caller: p.person("caller_id", "caller"), OpenedBy: p.ref("opened_by", "opener"), UpdatedBy: p.person("sys_updated_by", "updater"),
		Group: p.ref("assignment_group", "group"), Person: p.ref("assigned_to", "assignee"), Place: p.ref("location", "location"),
		Category: p.ref("category", "category"),
		Impact:   p.rank("impact", 3), Urgency: p.rank("urgency", 3), Priority: p.rank("priority", 5),
		Reassignments: p.count("reassignment_count"), Reopens: p.count("reopen_count"),
	}
	if row.Number == "" {
		p.fail("number", "is missing")
	}
	st, ok := states[p.text("incident_state")]
	if !ok {
		p.fail("incident_state", fmt.Sprintf("%q is not a known state", p.text("incident_state")))
	}
	row.State, row.Hold = st[0], st[1]
	if row.OpenedAt.IsZero() {
		row.OpenedAt = row.UpdatedAt
	}
	if sub := p.ref("subcategory", "subcategory"); sub.Name != "" {
		row.Parent = row.Category
		// A subcategory's name is only unique below its category.
		row.Category = Ref{Code: strings.TrimPrefix(row.Parent.Code+"-"+sub.Code, "-"), Name: sub.Name}
	}
	row.Channel = "desk"
	if _, ok := p.r.at["contact_type"]; ok {
		row.Channel = cmp.Or(channels[p.text("contact_type")], row.Channel)
	}
	for _, w := range words {
		if _, ok := p.r.at[w.Name]; ok {
			row.Other = append(row.Other, Field{w.Value, p.known(w.Name)})
		}
	}
	return row
}

func (p parser) fail(column, text string) { p.r.fail(p.line, column, text) }

func (p parser) text(column string) string { return strings.TrimSpace(p.fields[p.r.at[column]]) }

// known answers the value, or "" for the log's "?".
func (p parser) known(column string) string {
	if v := p.text(column); v != unknown {
		return v
	}
	return ""
}

func (p parser) time(column string, needed bool) time.Time {
	v := p.known(column)
	if v == "" && !needed {
		return time.Time{}
	}
	t, err := time.Parse("02-01-2006 15:04", v)
	if err != nil {
		p.fail(column, fmt.Sprintf("%q is not a time as dd-mm-yyyy hh:mm", p.text(column)))
	}
	return t
}

func (p parser) count(column string) int {
	n, err := strconv.Atoi(p.text(column))
	if err != nil || n < 0 {
		p.fail(column, fmt.Sprintf("%q is not a whole number from 0", p.text(column)))
	}
	return n
}

// rank reads the figure in front of "2 - Medium".
func (p parser) rank(column string, most int) int {
	head, _, _ := strings.Cut(p.text(column), " ")
	n, err := strconv.Atoi(head)
	if err != nil || n < 1 || n > most {
		p.fail(column, fmt.Sprintf("%q does not begin with a figure from 1 to %d", p.text(column), most))
	}
	return n
}

// ref makes our code from the log's name: what, and the name's last word ("Opened by  8" → opener-8).
func (p parser) ref(column, what string) Ref {
	words := strings.Fields(p.known(column))
	if len(words) == 0 {
		return Ref{}
	}
	last := strings.ToLower(words[len(words)-1])
	if strings.Trim(last, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		p.fail(column, fmt.Sprintf("%q does not end in a word of letters and figures", p.text(column)))
	}
	return Ref{Code: what + "-" + last, Name: strings.Join(words, " ")}
}

// person is ref for somebody who must be there: the unknown one is a person too.
func (p parser) person(column, what string) Ref {
	if r := p.ref(column, what); r.Code != "" {
		return r
	}
	return Ref{Code: what + "-unknown", Name: "Unknown " + what}
}
