// Package servicenow reads the event log of a ServiceNow service desk (one line an update of an incident, in the order of the
// file), and tells it again as this product's acts, with what must stand after each line. It does no input or output.
package servicenow

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Source is the external_ref source of records that come from such a log.
const Source = "servicenow"

// Ref is somebody or something the log names: Code is our login or code for it, Name what the log calls it. The zero Ref is
// the log's "?": unknown, or nobody.
type Ref struct{ Code, Name string }

// Row is one line of the log: an incident as it stood after one update.
type Row struct {
	Line      int
	Number    string
	State     string // new, active, on_hold, resolved, closed
	Hold      string // why, while on_hold: customer, vendor, problem, change, evidence
	Channel   string // how it reached the desk: phone, mail, portal, desk
	OpenedAt  time.Time
	UpdatedAt time.Time

	Caller, OpenedBy, UpdatedBy Ref // three name spaces of their own
	Group, Person               Ref
	Place, Category             Ref // Category is the finest known: the subcategory where there is one
	Parent                      Ref // the category above, where Category is a subcategory

	Impact, Urgency, Priority int
	Reassignments, Reopens    int

	Other []Field // what this product keeps as words only
}

// Field is a column that is carried along as words.
type Field struct{ Name, Value string }

// Incident is one number's rows, at least one, in the order of the file.
type Incident struct {
	Number string
	Rows   []Row

	ClosedCode string // known at the end only: never a fact of an earlier row
}

// Log is a whole file: its incidents in the order in which they first appear.
type Log struct {
	Incidents []Incident
	Rows      int
}

// LineError says what is wrong with one line, by column where it is one.
type LineError struct {
	Line   int
	Column string
	Text   string
}

func (e LineError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("line %d: %s", e.Line, e.Text)
	}
	return fmt.Sprintf("line %d, %s: %s", e.Line, e.Column, e.Text)
}

// Errors are all that is wrong with a file, by line.
type Errors []LineError

func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, l := range e {
		lines[i] = l.Error()
	}
	return strings.Join(lines, "\n")
}

// ErrorsOf answers the lines' errors within err, if it carries any.
func ErrorsOf(err error) Errors {
	var e Errors
	errors.As(err, &e)
	return e
}

// Until answers the log as it stood at t: the rows up to t, those at that very instant included. Where an update bears an
// earlier time than the one before it, it counts as done at the time of that one: the order of the file is the order.
func (l Log) Until(t time.Time) Log {
	var out Log
	for _, inc := range l.Incidents {
		n := 0
		for n < len(inc.Rows) && !inc.Rows[n].UpdatedAt.After(t) {
			n++
		}
		if n == 0 {
			continue
		}
		cut := Incident{Number: inc.Number, Rows: inc.Rows[:n]}
		if n == len(inc.Rows) {
			cut.ClosedCode = inc.ClosedCode
		}
		out.Incidents = append(out.Incidents, cut)
		out.Rows += n
	}
	return out
}
