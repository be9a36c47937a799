package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"steward/domain"
	"steward/domain/calendar"
	"steward/domain/sla"
	"steward/store"
)

func (s *Server) registerCalendars() {
	registerNoun(s, directoryNoun[store.Calendar, store.CalendarInput]{
		one: "calendar", many: "calendars", read: deskOnly,
		list: forAnybody(s.Store.Calendars), get: forAnybody(s.Store.Calendar), create: s.Store.CreateCalendar, update: s.Store.UpdateCalendar,
	})
	register(s, op(http.MethodPost, "/calendars/preview-deadline", "preview-deadline", "See where a deadline would lie, and why"), deskOnly, s.previewDeadline)
	preview := op(http.MethodPost, "/calendars/{id}/holidays/preview", "preview-holidays", "See what holidays would change in a calendar")
	preview.MaxBodyBytes = maxHolidayBody
	register(s, preview, admins, s.previewHolidays)
}

// explained is how much time after its beginning a previewed deadline is explained for.
const explained = 366 * 24 * time.Hour

type deadlineInput struct {
	Body struct {
		Calendar   domain.Key      `json:"calendar,omitzero" doc:"The calendar to count by; without it and a definition the desk's own"`
		Definition *store.Counting `json:"definition,omitempty" doc:"To count by this instead: a calendar that is not saved yet"`
		From       time.Time       `json:"from"`
		Minutes    int             `json:"minutes,omitempty" minimum:"1" maximum:"600000" doc:"So much working time"`
		Days       int             `json:"days,omitempty" minimum:"1" maximum:"1000" doc:"In place of minutes: so many working days"`
	}
}

// Deadline is where a deadline lies and which time before it counts.
type Deadline struct {
	Deadline time.Time `json:"deadline"`
	Beyond   bool      `json:"beyond" doc:"It lies after the last date whose holidays are entered: not to be relied on"`
	Zone     string    `json:"zone" doc:"By whose clock on the wall is counted"`
	Version  int       `json:"version" doc:"The calendar's version; 0 for a definition"`
	Segments []Segment `json:"segments" doc:"The time from the beginning to the deadline without gaps, of at most a year"`
}

// Segment is a stretch of time that counts or does not, and why.
type Segment struct {
	From    time.Time          `json:"from"`
	To      time.Time          `json:"to"`
	Counted bool               `json:"counted"`
	Cause   calendar.CauseKind `json:"cause" enum:"working,make_up_day,special_day,outside_hours,weekend,day_off,holiday,on_hold"`
	Text    string             `json:"text" doc:"The cause in words, with the holiday's name or what was waited for"`
}

// segments answers them with their causes in words.
func segments(gs []calendar.Segment, language string) []Segment {
	out := make([]Segment, len(gs))
	for i, g := range gs {
		out[i] = Segment{g.From, g.To, g.Counted, g.Cause.Kind, sla.CauseText(g.Cause).In(language)}
	}
	return out
}

func (s *Server) previewDeadline(ctx context.Context, in *deadlineInput) (*body[Deadline], error) {
	b := in.Body
	if (b.Minutes == 0) == (b.Days == 0) {
		return nil, domain.RefuseField("minutes", "Give either minutes or days of working time.", "请填写工作分钟数或工作日数其中之一。")
	}
	c, err := s.calendarOf(ctx, b.Calendar, b.Definition)
	if err != nil {
		return nil, err
	}
	end := c.Add(b.From, time.Duration(b.Minutes)*time.Minute)
	if b.Days > 0 {
		end = c.AddDays(b.From, b.Days)
	}
	if end.IsZero() {
		return nil, domain.RefuseField("minutes", "There is no such deadline before the year 2200. Give less time, or more working time in the week.",
			"2200 年之前没有这样的时限。请减少时长，或增加每周的工作时间。")
	}
	until := end
	if most := b.From.Add(explained); until.After(most) {
		until = most
	}
	return &body[Deadline]{Deadline{Deadline: end, Beyond: c.Beyond(end), Zone: c.Zone().String(), Version: c.Version(),
		Segments: segments(c.Segments(b.From, until), languageOf(ctx))}}, nil
}

// calendarOf makes the calendar of a definition that is not saved, or of a saved one, or of the desk.
func (s *Server) calendarOf(ctx context.Context, k domain.Key, given *store.Counting) (*calendar.Calendar, error) {
	if given != nil {
		c, err := calendar.New(given.Definition())
		return c, within("definition", err)
	}
	if k.Empty() {
		rules, err := s.Store.Rules(ctx)
		return rules.Calendar, err
	}
	saved, err := s.Store.Calendar(ctx, k)
	if err != nil {
		return nil, err
	}
	d := saved.Counting.Definition()
	d.Version = saved.Version
	return calendar.New(d)
}

// within puts the name of the field that something stands in before the field of its refusal.
func within(field string, err error) error {
	var d *domain.Error
	if !errors.As(err, &d) || d.Field == "" {
		return err
	}
	return &domain.Error{Code: d.Code, Field: field + "." + d.Field, Text: d.Text}
}
