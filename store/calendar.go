package store

import (
	"context"
	"encoding/json"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/calendar"
)

// Counting is what of a calendar counts time: all of it but its code, names and version.
type Counting struct {
	Zone         string                `json:"zone" doc:"An IANA time zone; intervals are times of its clock on the wall"`
	Week         [][]calendar.Interval `json:"week" doc:"Seven lists of intervals in order, Sunday first"`
	Exceptions   []calendar.Exception  `json:"exceptions" doc:"Days that differ from their weekday: without intervals nobody works"`
	EnteredUntil calendar.Date         `json:"entered_until" required:"false" doc:"The last date whose holidays are entered, empty if none are to be"`
}

// Scan reads the stored JSON.
func (c *Counting) Scan(src any) error { return scanJSON(src, c) }

// Definition answers it as the domain knows it.
func (c Counting) Definition() calendar.Definition {
	return calendar.Definition{Zone: c.Zone, Week: c.Week, Exceptions: c.Exceptions, EnteredUntil: c.EnteredUntil}
}

// Calendar says when time counts. The exceptions are there when one calendar is asked for.
type Calendar struct {
	Named
	Version         int                   `db:"version" json:"version" doc:"counts the changes of what counts time; deadlines say by which they were counted"`
	Zone            string                `db:"zone" json:"zone"`
	Week            [][]calendar.Interval `db:"-" json:"week"`
	Exceptions      []calendar.Exception  `db:"-" json:"exceptions,omitempty"`
	ExceptionsCount int                   `db:"exceptions_count" json:"exceptions_count"`
	EnteredUntil    string                `db:"entered_until" json:"entered_until" doc:"the last date whose holidays are entered, empty if none are to be"`
	ServicesCount   int                   `db:"services_count" json:"services_count" doc:"how many services run by it"`
	OfDesk          bool                  `db:"of_desk" json:"of_desk" doc:"the desk's own: services without a calendar run by it"`
	Counting        Counting              `db:"definition" json:"-"`
}

// CalendarInput creates or changes a calendar. A list that is given replaces the one before.
type CalendarInput struct {
	Naming
	Version      *int                   `json:"version,omitempty" doc:"the version that was read: refused when another stands by now"`
	Zone         *string                `json:"zone,omitempty" doc:"required when creating"`
	Week         *[][]calendar.Interval `json:"week,omitempty" doc:"required when creating; seven lists, Sunday first"`
	Exceptions   *[]calendar.Exception  `json:"exceptions,omitempty"`
	EnteredUntil *calendar.Date         `json:"entered_until,omitempty" doc:"empty: no holidays are to be entered"`
}

var calendarWhole = selection{columns: `, x.version, x.definition, x.definition->>'zone' AS zone, COALESCE(x.definition->>'entered_until', '') AS entered_until,
		jsonb_array_length(x.definition->'exceptions') AS exceptions_count,
		(SELECT count(*) FROM services s WHERE s.calendar_id = x.id) AS services_count,
		EXISTS (SELECT FROM desk_settings d WHERE d.calendar_id = x.id) AS of_desk`}

// Calendars lists calendars, without their exceptions.
func (s *Store) Calendars(ctx context.Context, q ListQuery) (Page[Calendar], error) {
	page, err := list[Calendar](ctx, s, calendars, calendarWhole, q)
	for i := range page.Items {
		page.Items[i].Week = page.Items[i].Counting.Week
	}
	return page, err
}

// Calendar answers one calendar with its exceptions.
func (s *Store) Calendar(ctx context.Context, k domain.Key) (Calendar, error) {
	c, err := one[Calendar](ctx, s, calendars, calendarWhole, k)
	c.Week, c.Exceptions = c.Counting.Week, c.Counting.Exceptions
	return c, err
}

// CreateCalendar adds a calendar; a repeat under the same key (empty: none) answers the one made first.
func (s *Store) CreateCalendar(ctx context.Context, v access.Viewer, in CalendarInput, key string) (Calendar, error) {
	return s.saveCalendar(ctx, v, domain.Key{}, Once{key, in}, in)
}

// UpdateCalendar changes a calendar; what was promised already stays, what is promised from now on is counted by it.
func (s *Store) UpdateCalendar(ctx context.Context, v access.Viewer, k domain.Key, in CalendarInput) (Calendar, error) {
	return s.saveCalendar(ctx, v, k, Once{}, in)
}

func (s *Store) saveCalendar(ctx context.Context, v access.Viewer, k domain.Key, once Once, in CalendarInput) (Calendar, error) {
	id, err := s.save(ctx, v, calendars, change{target: k, once: once, naming: in.Naming, fill: func(tx *sqlx.Tx, id int64) ([]column, error) {
		return in.columns(ctx, tx, id)
	}})
	if err != nil {
		return Calendar{}, err
	}
	return s.Calendar(ctx, domain.ByID(id))
}

// columns puts what is given over what the calendar has, which is locked, and holds the whole to the domain's rules.
func (in CalendarInput) columns(ctx context.Context, tx *sqlx.Tx, id int64) ([]column, error) {
	now := struct {
		Code     string   `db:"code"`
		Version  int      `db:"version"`
		Counting Counting `db:"definition"`
	}{}
	if id != 0 {
		if err := tx.GetContext(ctx, &now, `SELECT code, version, definition FROM calendars WHERE id = $1`, id); err != nil {
			return nil, err
		}
		if err := calendars.unchanged("version", in.Version, now.Version); err != nil {
			return nil, err
		}
		if in.Code != nil && *in.Code != "" && *in.Code != now.Code {
			return nil, domain.RefuseField("code", "The code stays: clocks name the calendar by it. Leave it out, or add another calendar.",
				"代码不能修改：时限按代码引用日历。请不要填写代码，或新建日历。")
		}
	}
	c := now.Counting
	replace(&c.Zone, in.Zone)
	replace(&c.Week, in.Week)
	replace(&c.Exceptions, in.Exceptions)
	replace(&c.EnteredUntil, in.EnteredUntil)
	if err := c.Definition().Validate(); err != nil {
		return nil, err
	}
	if c.Exceptions == nil {
		c.Exceptions = []calendar.Exception{}
	}
	calendar.InOrder(c.Exceptions)
	raw, err := json.Marshal(c)
	return []column{{"definition", string(raw)}}, err
}

func replace[T any](old, given *T) {
	if given != nil {
		*old = *given
	}
}
